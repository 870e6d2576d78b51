import { takeInherited } from '../src/tracker/command/index.ts';
import type { Streams } from './terminal.ts';
import { directOutput } from './track/direct-output.ts';
import { endAs, internalError, leaveTerminal } from './track/ending.ts';
import { main } from './track/main.ts';

// Must run before ct-track opens any descriptor.
const inherited = takeInherited(process.env);

const STDERR = 2;

// Node's own streams are opened only where ct-track prints a result: they change what the command inherits.
const stderr = directOutput(STDERR);
Object.defineProperty(process, 'stderr', { value: stderr });
const streams: Streams = {
  get stdout() {
    return process.stdout;
  },
  stderr,
  env: process.env,
};
process.on('exit', leaveTerminal);

// An error of ours must end neither the command nor the measuring.
let hasFailed = false;
process.on('uncaughtException', (error: unknown) => {
  if (!hasFailed) stderr.write(`ct-track: ${internalError(error)}\n`);
  hasFailed = true;
});

void main(process.argv.slice(2), streams, inherited)
  .then(endAs)
  .then((code) => {
    process.exitCode = code;
  });
