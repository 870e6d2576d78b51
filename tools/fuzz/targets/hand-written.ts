/** Files that people write by hand: manifests, model cards, configuration. */
import path from 'node:path';
import { completeOptions } from '../../../cli/track/config.ts';
import { type ManifestPhase, PhaseFinder, type Run, readManifest } from '../../../src/index.ts';
import type { CardField } from '../../../src/report/statement/card-block.ts';
import { readCardEmissions } from '../../../src/report/statement/card-emissions.ts';
import { checkCard } from '../../../src/report/statement/check-card.ts';
import { mergeCard } from '../../../src/report/statement/front-matter.ts';
import { mutate } from '../mutate.ts';
import { checkNumbers, checkText } from '../numbers.ts';
import { type Files, orRefused, type Random, type Target } from '../target.ts';

const MANIFESTS = [
  'phases:\n  development: [dev/**, "pilot-*"]\n  2024: final/*\n  failed:\n    - &crash runs/crashed\n    - *crash\nexclude:\n  - pattern: scratch\n    reason: another project\n  - { pattern: [a, b], reason: broken sensor }\ndefaults: { phase: final, pue: 1.2, country: DK, year: 2024 }\n',
  '# one\nphases:\n  "final":\n    - "**/*[0-9]?"\n    - \'{a,b}/c\'\ndefaults:\n  intensity: 120.5\n',
];

const CARDS = [
  '---\nlicense: mit\ntags:\n- a\n- b # kept\nco2_eq_emissions:\n  emissions: 12.5 # old\n  source: "x"\n  hardware_used: >\n    8 x\n    A100\nmodel-index: []\n---\n\n# Model\n\n---\nco2_eq_emissions: 5\n',
  '---\nco2_eq_emissions: 3\nanchor: &a [1]\nalias: *a\n...\ntext\r\n',
  '# A card without front matter\n\ntext\n',
  '\ufeff---\r\nb: |\r\n  text\r\nco2_eq_emissions:\r\n---\r\n# x\r\n',
];

const CONFIGURATIONS = [
  '{ "country": "DK", "pue": 1.2, "logDir": "./logs", "updateInterval": 5, "components": "gpu,cpu", "interpretable": false }\n',
  '\ufeff{\n  "intensity": 120.5,\n  "cpuLoad": "process",\n  "cpuTdp": 65,\n  "decimalPrecision": 6,\n  "logFilePrefix": "a",\n  "psys": true\n}\n',
];

const FIELDS: CardField[] = [
  { name: 'emissions', value: { number: '79.585' } },
  { name: 'source', value: 'Logs, added up: "all" of #1' },
  { name: 'training_type', value: null },
];

function oneOf(name: string, texts: readonly string[], random: Random): Files {
  const pick = (): string => bytesOf(texts[Math.floor(random() * texts.length)] ?? '');
  return { [name]: mutate(pick(), random, pick) };
}

/** A character for each byte of a text. */
const bytesOf = (text: string): string => Buffer.from(text).toString('latin1');

const RUNS = ['dev/a', 'final/1.2_2025-01-01T080000Z', '/elsewhere/pilot-1#2'].map(
  (id) => ({ id, files: { standard: `${id}.log`, output: null, error: null, samples: null } }) as unknown as Run,
);

export const manifests: Target = {
  count: 30_000,
  onDisk: true,
  allowedMs: 1000,
  make: (random) => oneOf('runs.yaml', MANIFESTS, random),
  run: (_files, folder) =>
    orRefused(async () => {
      const manifest = await readManifest(path.join(folder, 'runs.yaml'));
      const finder = await PhaseFinder.of(manifest, ['.']);
      const names = manifest.phases.map(({ name }: ManifestPhase) => name);
      const known = new Set([...names, manifest.defaults.phase ?? 'unassigned']);
      for (const run of RUNS) {
        finder.reasonToLeaveOut(run);
        const phase = finder.phaseOf(run);
        if (!known.has(phase)) throw new Error('a phase that the manifest does not name');
      }
      checkText(finder.notes().join('\n'), 'the notes');
    }),
};

export const cards: Target = {
  count: 30_000,
  onDisk: false,
  allowedMs: 1000,
  make: (random) => oneOf('README.md', CARDS, random),
  run: (files) =>
    orRefused(async () => {
      const card = Buffer.from(String(files['README.md']), 'latin1').toString('utf8');
      const emissions = await readCardEmissions(card);
      for (const co2eqG of [null, 0, 12.5]) checkCard(emissions, { co2eqG, loggedG: co2eqG, rangeG: null });
      checkNumbers(checkCard(emissions, null), 'the check');
      const merged = await mergeCard(card, FIELDS);
      if (!merged.includes('79.585')) throw new Error('the emissions are not in the card');
      if ((await mergeCard(merged, FIELDS)) !== merged) throw new Error('a second merge changes the card');
    }),
};

export const configurations: Target = {
  count: 10_000,
  onDisk: true,
  allowedMs: 1000,
  make: (random) => oneOf('ct-track/config.json', CONFIGURATIONS, random),
  run: (_files, folder) =>
    orRefused(async () => {
      const line = {
        action: 'doctor' as const,
        options: {},
        epochPattern: null,
        epochAt: null,
        pid: null,
        python: false,
        live: false,
        json: false,
      };
      const rest = { hasTokenInArguments: false, readsConfiguration: true, configurations: [], command: [] };
      const { configurations: read } = await completeOptions({ ...line, ...rest }, { XDG_CONFIG_HOME: folder });
      if (read.length !== 1) throw new Error('the file was not read');
    }),
};
