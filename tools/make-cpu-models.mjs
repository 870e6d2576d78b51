/**
 * Writes src/tracker/sensors/cpu-models.ts from a folder with
 *
 * - exports of the makers' specification pages, as CodeCarbon keeps them in codecarbon/data/hardware/cpu_dataset_builder;
 * - codecarbon.csv and carbontracker.csv, the lists cpu_power.csv of both: what both list with one TDP fills gaps of the
 *   pages among models of machines that train.
 *
 *     node tools/make-cpu-models.mjs FOLDER DATE
 */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'csv-parse/sync';

const SHEETS = [
  { file: 'intel_cpu_ark_dataset.csv', name: 'cpu_name', tdp: 'tdp' },
  { file: 'amd_cpu_server_dataset.csv', name: 'Name', tdp: 'Default TDP' },
  { file: 'amd_cpu_desktop_dataset.csv', name: 'Name', tdp: 'Default TDP' },
];
const LISTS = ['codecarbon.csv', 'carbontracker.csv'];
const TRAINING = /^(?:CORE (?:I\d-(?:1\d|[5-9])\d{3}|ULTRA)|XEON|EPYC|RYZEN) ?/;
const LONGEST_LINE = 118;

const [folder = '.', date = ''] = process.argv.slice(2);

/** As the system names the model, reduced as in cpu-tdp.ts. */
const plain = (name) =>
  name
    .toUpperCase()
    .replace(/[®™\u200b]/g, ' ')
    .replace(/\(.*?\)/g, ' ')
    .replace(/@.*$/, ' ')
    .replace(/\b(?:\d+TH GEN|INTEL|AMD|CPU|PROCESSOR|APU|WITH .*|W\/ .*)(?=\s|$)/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();

const tdps = new Map();
const doubtful = new Set();
for (const { file, name, tdp } of SHEETS) {
  for (const row of parse(readFileSync(path.join(folder, file)), {
    bom: true,
    columns: true,
    relax_column_count: true,
  })) {
    const model = plain(row[name]);
    const watts = /^(\d+(?:\.\d+)?)W?$/.exec(row[tdp].trim())?.[1];
    // A range has no one figure; a name with other signs is none that a system prints.
    if (watts === undefined || Number(watts) < 1 || !/^[A-Z0-9 +-]+$/.test(model) || !/\d/.test(model)) continue;
    if (tdps.has(model) && tdps.get(model) !== Number(watts)) doubtful.add(model);
    tdps.set(model, Number(watts));
  }
}
for (const model of doubtful) tdps.delete(model);

const read = (file) =>
  parse(readFileSync(path.join(folder, file)), { bom: true, columns: true, relax_column_count: true });
const ofPages = tdps.size;
const [ofOne, ofOther] = LISTS.map((file) => new Map(read(file).map(({ Name, TDP }) => [plain(Name), Number(TDP)])));
for (const [model, watts] of ofOne) {
  const isName = /^[A-Z0-9 +-]+$/.test(model) && TRAINING.test(model);
  if (isName && watts > 0 && ofOther.get(model) === watts && !tdps.has(model) && !doubtful.has(model))
    tdps.set(model, watts);
}

const families = new Map();
for (const [model, watts] of [...tdps].sort(([a], [b]) => (a < b ? -1 : 1))) {
  const [, family = '', rest = ''] = /^(.*[ -])?([^ -]+(?: V\d+)?)$/.exec(model) ?? [];
  if (!families.has(family)) families.set(family, new Map());
  const byWatts = families.get(family);
  byWatts.set(watts, [...(byWatts.get(watts) ?? []), rest.replace(' ', '_')]);
}
const text = [...families].map(([family, byWatts]) => {
  const groups = [...byWatts].sort(([a], [b]) => a - b).map(([watts, rests]) => `${watts}:${rests.join(' ')}`);
  return `${family}=${groups.join(';')}`;
});

const lines = [];
for (const family of text) {
  let line = '';
  for (const word of family.split(/(?<=[ ;])/)) {
    if (line !== '' && line.length + word.length > LONGEST_LINE) {
      lines.push(line);
      line = '';
    }
    line += word;
  }
  lines.push(`${line}\n`);
}
writeFileSync(
  'src/tracker/sensors/cpu-models.ts',
  `/**
 * Thermal design power of ${tdps.size} CPU models, made by tools/make-cpu-models.mjs.
 *
 * Source: Intel product specifications (ark.intel.com), "TDP" or "Processor Base Power", and AMD processor specifications
 * (amd.com), "Default TDP": ${ofPages} models as CodeCarbon's exports of ${date} have them (MIT). The others are in the lists of
 * both CodeCarbon and carbontracker (MIT) with one TDP. Models without one figure are left out.
 */

/** A line per family: its common beginning, then the rest of each name by TDP in W; \`_\` stands for a blank. */
export const CPU_MODELS =
${lines.map((line) => `  '${line.replaceAll('\n', '\\n')}'`).join(' +\n')};
`,
);
console.log(`${tdps.size} models, ${text.join('\n').length} bytes; left out as doubtful: ${[...doubtful].join(', ')}`);
