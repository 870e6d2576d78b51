/** The library in projects of each kind: ES modules, CommonJS, TypeScript; every entry, and nothing beside them. */
import { check, consumer, run } from './consumer.mjs';

const USE = `
const totals = await aggregateConsumption('logs');
if (totals.runs !== 1 || !(totals.energyKwh > 0)) throw new Error(JSON.stringify(totals));
`;

/** Uses every entry for real: reads, reports, measures, and reads what was measured. */
export const ENTRIES = `import { createWriteStream, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { aggregateConsumption, readRuns } from 'ct-parse';
import { findRuns } from 'ct-parse/parser';
import { renderReport } from 'ct-parse/report';
import { CarbonTracker } from 'ct-parse/tracker';
const manifest = createRequire(import.meta.url)('ct-parse/package.json');
${USE}
if (typeof findRuns !== 'function' || manifest.name !== 'ct-parse') throw new Error('entries');
await renderReport(await readRuns('logs'), createWriteStream('library.pdf'));
if (!readFileSync('library.pdf', 'latin1').startsWith('%PDF-')) throw new Error('no PDF');
const tracker = new CarbonTracker({ epochs: 1, logDir: 'library', simGpu: 'NVIDIA A100', simGpuWatts: 400 });
await tracker.epochStart();
await new Promise((resolve) => setTimeout(resolve, 300));
await tracker.epochEnd();
await tracker.stop();
const tracked = await aggregateConsumption('library');
if (tracked.runs !== 1 || !(tracked.energyKwh > 0)) throw new Error(JSON.stringify(tracked));
const inside = await import('ct-parse/dist/index.js').catch(({ code }) => code);
if (inside !== 'ERR_PACKAGE_PATH_NOT_EXPORTED') throw new Error('files inside can be imported');
`;

const TYPED = `import { createWriteStream } from 'node:fs';
import { aggregateConsumption, type Run, readRuns, statement } from 'ct-parse';
import { findRuns, toDictionary } from 'ct-parse/parser';
import { figure, renderReport } from 'ct-parse/report';
import { CarbonTracker, type CarbonTrackerOptions } from 'ct-parse/tracker';
const runs: Run[] = await readRuns('logs');
const energyKwh: number = (await aggregateConsumption('logs')).energyKwh;
// @ts-expect-error energy is a number
const wrong: string = energyKwh;
await renderReport(runs, createWriteStream('report.pdf'), { title: 'Paper' });
const options: CarbonTrackerOptions = { epochs: 3, logDir: 'logs' };
// @ts-expect-error epochs are a number
new CarbonTracker({ epochs: 'three' });
console.log(wrong, new CarbonTracker(options), findRuns, toDictionary, figure(runs, 'power'), statement);
`;

function checkTypes(tarball, module, moduleResolution) {
  check(`TypeScript, ${moduleResolution}, strict and with the types of every package checked`, () => {
    const strictly = { strict: true, skipLibCheck: false, exactOptionalPropertyTypes: true, noEmit: true };
    const compilerOptions = { module, moduleResolution, target: 'es2022', types: ['node'], ...strictly };
    const files = { 'use.ts': TYPED, 'tsconfig.json': JSON.stringify({ compilerOptions, files: ['use.ts'] }) };
    const packages = [tarball, 'typescript@5.9', '@types/node@20'];
    run('npx', ['tsc'], { cwd: consumer(`types-${moduleResolution}`, packages, { files }) });
  });
}

export function checkLibrary(tarball) {
  check('ES modules, every entry', () => {
    run('node', ['use.mjs'], { cwd: consumer('esm', [tarball], { files: { 'use.mjs': ENTRIES } }) });
  });
  check('CommonJS, by import()', () => {
    const text = `(async () => { const { aggregateConsumption } = await import('ct-parse');${USE} })();`;
    const files = { 'use.cjs': text };
    run('node', ['use.cjs'], { cwd: consumer('commonjs', [tarball], { files, type: 'commonjs' }) });
  });
  checkTypes(tarball, 'nodenext', 'nodenext');
  checkTypes(tarball, 'esnext', 'bundler');
}
