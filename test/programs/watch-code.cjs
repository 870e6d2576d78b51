/** Preloaded by a test: writes which files of a bundle V8 compiled, and where the bundle prints from, to the file that `WATCH_CODE` names. */
const { appendFileSync } = require('node:fs');
const vm = require('node:vm');

const report = (line) => appendFileSync(process.env.WATCH_CODE, `${line}\n`);

vm.Script = class extends vm.Script {
  constructor(source, options) {
    super(source, options);
    const without = options.cachedData === undefined ? 'compiled' : 'rejected';
    report(`code ${this.cachedDataRejected === false ? 'kept' : without}`);
  }
};

const { write } = process.stdout;
process.stdout.write = function (...given) {
  for (const frame of new Error('of the bundle').stack.match(/[(].*[\\/]dist[\\/].*(?=[)])/g) ?? [])
    report(`frame ${frame}`);
  return write.apply(this, given);
};
