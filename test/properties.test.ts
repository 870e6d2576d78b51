/** What holds for every text: nothing throws, no figure is impossible, parts add up, and work grows with the text only. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BASES } from '../src/accounting/index.ts';
import { aggregate, aggregateConsumption, examine, figuresOf, type Run, type Totals } from '../src/index.ts';
import { toDictionary } from '../src/parser/dictionary.ts';
import { countWork, type Work } from './helpers/counting.ts';
import { copyLogs, fixture, inRepository, recordedScenarios, trueName, withFolder } from './helpers/fixtures.ts';
import { block, epochText, line, outputLog, standardLog } from './helpers/logs.ts';
import { runsOf } from './helpers/runs.ts';

/** Paths of the fields of a value that are numbers no figure may be. */
function impossible(value: unknown, at = ''): string[] {
  if (typeof value === 'number') return Number.isFinite(value) ? [] : [`${at} = ${value}`];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, part]) => {
    const below = impossible(part, `${at}.${key}`);
    const isAmount = /^(?:energyKwh|co2eqG|durationS|gPerKwh|values|\d+|epochs|km travelled by car)$/.test(key);
    return typeof part === 'number' && part < 0 && isAmount ? [...below, `${at}.${key} = ${part}`] : below;
  });
}

/** Reads texts all the way and tells what is wrong with the figures. */
function faultsOf(standard: string | null, output: string | null, error: string | null): string[] {
  const runs = runsOf(standard, output, error);
  const figures = runs.map(figuresOf);
  return [
    ...runs.flatMap((run, i) => impossible(withoutEffects(run), `run ${i}`)),
    ...figures.flatMap((figures, i) => impossible(figures, `figures ${i}`)),
    ...runs.flatMap((run) =>
      examine(run).flatMap(({ effectKwh, code }) => (Number.isFinite(effectKwh ?? 0) ? [] : [code])),
    ),
    ...runs.flatMap((run) => impossible(toDictionary(run), 'dictionary')),
    ...impossible(aggregate(figures), 'totals'),
    ...impossible(aggregate(figures, { asLogged: true }), 'totals as logged'),
  ];
}

/** One character a byte, as changed, to the text that the reader of files makes of it. */
const decoded = (bytes: string | null): string | null =>
  bytes === null ? null : Buffer.from(bytes, 'latin1').toString('utf8');

/** An effect may be negative: a correction can take away. */
const withoutEffects = ({ findings: _, ...run }: Run): Omit<Run, 'findings'> => run;

interface Texts {
  standard: string | null;
  output: string | null;
  error: string | null;
}

/** The files of each fixture that has one stem. */
const scenarios: [string, Texts][] = [
  ...recordedScenarios().map((name) => [name, fixture('carbontracker', name)] as const),
  ...readdirSync(fixture('defects'))
    .filter((code) => !code.includes('.'))
    .map((code) => [code, fixture('defects', code)] as const),
].flatMap(([name, folder]) => {
  const files = readdirSync(folder, { recursive: true }).map(String);
  const read = (ending: string): string | null => {
    const file = files.find((candidate) => candidate.endsWith(ending));
    return file === undefined ? null : readFileSync(path.join(folder, file), 'latin1');
  };
  const texts = {
    standard: read('_carbontracker.log'),
    output: read('_carbontracker_output.log'),
    error: read('_carbontracker_err.log'),
  };
  return texts.standard === null && texts.output === null ? [] : [[name, texts] as [string, Texts]];
});

/** Pieces that matter to the reader, to be put where they do not belong. */
const PIECES = [
  '\0',
  '\r',
  '\n',
  '\t',
  '-',
  ':',
  '.',
  '[',
  ']',
  '(',
  ')',
  ' ',
  'e',
  '9',
  'nan',
  'None',
  '-1',
  '1e308',
  '9'.repeat(40),
  'inf',
  ' - ',
  '\n2025-01-01 08:00:00 - ',
  '2025-13-41 99:99:99 - ',
  'Epoch 1:',
  'Duration: ',
  '-0:00:01.00',
  '999999999 days, 0:00:00',
  'Average power usage (W) for gpu: ',
  'CarbonTracker: \nActual consumption:\n\tEnergy:\t',
  ' kWh',
  'carbontracker version 2.4.3\n',
  'np.float64(',
  'Monitoring thread ended.\n',
  '\uFFFD',
  '\u00e9',
  '\ud83d',
];

describe('damage', () => {
  it('has many fixtures to work on', () => expect(scenarios.length).toBeGreaterThan(90));

  it('a text cut at any byte gives no impossible figure', () => {
    for (const [name, { standard, output, error }] of scenarios) {
      const longest = Math.max(standard?.length ?? 0, output?.length ?? 0);
      // Every byte of small logs; of larger ones a stride that is no multiple of a line.
      const stride = Math.max(1, Math.floor(longest / 80));
      for (let end = 0; end <= longest; end += stride) {
        const faults = [
          ...faultsOf(decoded(standard?.slice(0, end) ?? null), output, error),
          ...faultsOf(standard, decoded(output?.slice(0, end) ?? null), error),
        ];
        if (faults.length > 0) expect(faults, `${name} cut at ${end}`).toEqual([]);
      }
    }
  });

  it('a text cut at every byte, one fixture of each format', () => {
    const formats = [
      '1.0.4/gpu2_e3_p1',
      '1.0.7/gpu8_wrap_e3_p1',
      '1.2.5/gpu1_cpu1_e3_tworuns',
      '2.4.3/gpu1_cpu1_e3_nonefirst',
    ];
    for (const [name, { standard, output, error }] of scenarios.filter(([scenario]) => formats.includes(scenario))) {
      for (let end = 0; end <= (standard?.length ?? 0); end += 1) {
        const faults = faultsOf(standard?.slice(0, end) ?? null, output?.slice(0, end) ?? null, error);
        if (faults.length > 0) expect(faults, `${name} cut at ${end}`).toEqual([]);
      }
    }
  });

  it('any byte changed', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...scenarios),
        fc.nat(),
        fc.nat({ max: 255 }),
        fc.boolean(),
        ([, texts], place, byte, inOutput) => {
          const change = (text: string | null): string | null => {
            if (text === null || text === '') return text;
            const at = place % text.length;
            return decoded(text.slice(0, at) + String.fromCharCode(byte) + text.slice(at + 1));
          };
          expect(
            faultsOf(
              inOutput ? texts.standard : change(texts.standard),
              inOutput ? change(texts.output) : texts.output,
              texts.error,
            ),
          ).toEqual([]);
        },
      ),
      { numRuns: 1500, seed: 1 },
    );
  });

  it('pieces of logs where they do not belong, and parts left out', () => {
    const edit = fc.record({ at: fc.nat(), remove: fc.nat({ max: 60 }), piece: fc.constantFrom(...PIECES) });
    fc.assert(
      fc.property(
        fc.constantFrom(...scenarios),
        fc.array(edit, { minLength: 1, maxLength: 6 }),
        fc.constantFrom('standard', 'output', 'error' as const),
        ([, texts], edits, which) => {
          let text = texts[which as keyof Texts] ?? '';
          for (const { at, remove, piece } of edits) {
            const place = text.length === 0 ? 0 : at % text.length;
            text = text.slice(0, place) + piece + text.slice(place + remove);
          }
          const { standard, output, error }: Texts = Object.assign({ ...texts }, { [which]: text });
          expect(faultsOf(standard, output, error)).toEqual([]);
        },
      ),
      { numRuns: 1500, seed: 2 },
    );
  });

  it('any text at all', () => {
    const words = fc.array(
      fc.constantFrom(
        ...PIECES,
        'a',
        'GPU with device(s) A, B. ',
        'The following components were found: ',
        '0:01:00.00',
        '100.0',
      ),
      { maxLength: 60 },
    );
    fc.assert(
      fc.property(words, words, fc.string({ unit: 'binary' }), (a, b, noise) => {
        expect(faultsOf(a.join(''), b.join(''), noise)).toEqual([]);
        expect(faultsOf(noise, noise, null)).toEqual([]);
      }),
      { numRuns: 1000, seed: 3 },
    );
  });

  it('the head of one log and the tail of another', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...scenarios),
        fc.constantFrom(...scenarios),
        fc.double({ min: 0, max: 1, noNaN: true }),
        ([, a], [, b], share) => {
          const mix = (x: string | null, y: string | null): string =>
            (x ?? '').slice(0, Math.floor((x ?? '').length * share)) +
            (y ?? '').slice(Math.floor((y ?? '').length * share));
          expect(faultsOf(mix(a.standard, b.standard), mix(a.output, b.output), null)).toEqual([]);
        },
      ),
      { numRuns: 500, seed: 4 },
    );
  });

  it('names that every object has are names like others', () => {
    for (const name of ['constructor', 'toString', '__proto__', 'hasOwnProperty', 'valueOf']) {
      const components = `GPU with device(s) A. ${name.toUpperCase()} with device(s) B. ${name} with device(s) C.`;
      expect(
        faultsOf(standardLog({ components, epochs: [{ power: { gpu: '100.0', [`x${name}`]: '5.0' } }] }), null, null),
      ).toEqual([]);
      expect(
        faultsOf(
          standardLog({ components: `${name} with device(s) C.`, epochs: [{ power: { [name]: '5.0' } }] }),
          null,
          null,
        ),
      ).toEqual([]);
      const text = block(60).replace('km travelled by car', name);
      expect(faultsOf(standardLog(), text, null)).toEqual([]);
    }
  });

  it('half a million identical lines of a doubled run', () => {
    const twice = line(0, 'carbontracker version 1.2.5').repeat(2);
    const text = twice + line(60, 'Epoch 1:').repeat(500_000);
    expect(faultsOf(text, null, null)).toEqual([]);
  });
});

describe('parts add up', () => {
  it('a directory of runs split in any way has the same totals', async () => {
    await withFolder(async (folder) => {
      const places = recordedScenarios().map((name) => {
        const to = path.join(folder, name);
        copyLogs(fixture('carbontracker', name), to);
        return to;
      });
      const whole = await aggregateConsumption(folder);
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.nat({ max: 3 }), { minLength: places.length, maxLength: places.length }),
          async (groups) => {
            const parts: Totals[] = [];
            for (const group of new Set(groups)) {
              parts.push(await aggregateConsumption(places.filter((_, i) => groups[i] === group)));
            }
            const sum = (pick: (part: Totals) => number): number =>
              parts.reduce((total, part) => total + pick(part), 0);
            expect(sum(({ runs }) => runs)).toBe(whole.runs);
            expect(sum(({ energyKwh }) => energyKwh)).toBeCloseTo(whole.energyKwh, 12);
            expect(sum(({ co2eqG }) => co2eqG ?? 0)).toBeCloseTo(whole.co2eqG ?? 0, 8);
            expect(sum(({ durationS }) => durationS)).toBeCloseTo(whole.durationS, 6);
            expect(sum(({ logged }) => logged.energyKwh)).toBeCloseTo(whole.logged.energyKwh, 12);
            expect(sum(({ co2eqUnknownRuns }) => co2eqUnknownRuns)).toBe(whole.co2eqUnknownRuns);
            for (const basis of BASES) {
              expect(sum((part) => part.basis[basis].runs)).toBe(whole.basis[basis].runs);
              expect(sum((part) => part.basis[basis].energyKwh)).toBeCloseTo(whole.basis[basis].energyKwh, 12);
            }
          },
        ),
        { numRuns: 10, seed: 5 },
      );
    });
  });

  it('the order of runs does not show in the total', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { maxLength: 40 }), (energies) => {
        const figures = energies.map((energyKwh) => {
          const figure = { energyKwh, co2eqG: null, equivalents: null, durationS: 0, epochs: 1 };
          return { basis: 'measured' as const, logged: figure, corrected: figure };
        });
        expect(aggregate(figures).energyKwh).toBeCloseTo(aggregate(figures.toReversed()).energyKwh, 9);
      }),
      { seed: 6 },
    );
  });

  it('all runs in one folder are the same runs', async () => {
    await withFolder(async (folder) => {
      const together = path.join(folder, 'together');
      mkdirSync(together);
      // Stems of different versions may be equal; a prefix keeps them apart without a say in the figures.
      for (const [i, name] of recordedScenarios().entries()) {
        if (name.includes('tworuns')) continue;
        const from = fixture('carbontracker', name);
        for (const file of readdirSync(from))
          writeFileSync(path.join(together, `p${i}_${trueName(file)}`), readFileSync(path.join(from, file)));
      }
      const apart = await aggregateConsumption(
        recordedScenarios()
          .filter((name) => !name.includes('tworuns'))
          .map((name) => fixture('carbontracker', name)),
      );
      const { runs, energyKwh } = await aggregateConsumption(together);
      expect(runs).toBe(apart.runs);
      expect(energyKwh).toBeCloseTo(apart.energyKwh, 12);
    });
  });
});

describe('work grows with the text and no faster', () => {
  const consumption = { time: '0:01:00', energy: '0.1 kWh', km: null };
  const many = (n: number, make: (i: number) => string): string =>
    Array.from({ length: n }, (_, i) => make(i)).join('');
  const head = standardLog({ epochs: [], closing: [] });
  const components = 'The following components were found:';

  /** Texts of size `n`: of a standard, an output and an err log. */
  const cases: [string, number, (n: number) => [string, string | null]][] = [
    ['blocks without equivalents', 200, (n) => [standardLog(), many(n, (i) => block(i, consumption))]],
    [
      'predicted blocks without equivalents',
      200,
      (n) => [
        standardLog(),
        many(n, (i) => block(i, { ...consumption, heading: 'Predicted consumption for 3 epoch(s):' })),
      ],
    ],
    [
      'epochs',
      2000,
      (n) => [
        standardLog({ epochs: Array.from({ length: n }, () => ({ power: { gpu: '100.0', cpu: '50.0' } })) }),
        outputLog(),
      ],
    ],
    ['one line', 500_000, (n) => [line(0, 'x'.repeat(n)), line(0, 'x'.repeat(n))]],
    [
      'one line of dots and blanks',
      200_000,
      (n) => [line(0, `${components} ${'. '.repeat(n / 2)}`), '. '.repeat(n / 2)],
    ],
    ['one line of words', 200_000, (n) => [line(0, `${components} ${'w'.repeat(n)}`), null]],
    ['one duration', 200_000, (n) => [head + line(0, 'Epoch 1:') + line(0, `Duration: ${'1'.repeat(n)}`), null]],
    [
      'blanks in a duration',
      200_000,
      (n) => [head + line(0, 'Epoch 1:') + line(0, `Duration: ${' '.repeat(n)}x`), null],
    ],
    ['version lines', 2500, (n) => [many(n, (i) => line(i, 'carbontracker version 2.4.3')), null]],
    ['version lines of the same second', 2500, (n) => [many(n, () => line(0, 'carbontracker version 2.4.3')), null]],
    [
      'versions that alternate with epochs',
      2000,
      (n) => [
        many(
          n,
          (i) => line(i * 100, 'carbontracker version 1.1.6') + epochText(i * 100 + 60, 1, { power: { gpu: '1.0' } }),
        ),
        null,
      ],
    ],
    [
      'processes at once',
      1000,
      (n) => [
        many(n, () => line(0, 'carbontracker version 1.1.6')) +
          many(n, (i) => epochText(60 + i, 1, { power: { gpu: '1.0' } })),
        many(n, (i) => block(i, consumption)),
      ],
    ],
    [
      'brackets that close in their line',
      5000,
      (n) => [
        head + line(0, 'Epoch 1:') + line(0, `Average power usage (W) for gpu: ${'['.repeat(n)}${']'.repeat(n)}`),
        null,
      ],
    ],
    [
      'lines of samples',
      5000,
      (n) => [head + line(0, 'Epoch 1:') + line(0, `Power usages for gpu: ${'[['.repeat(n)}]]`), null],
    ],
    ['heads of components', 25_000, (n) => [line(0, `${components}${' GPU with device(s) A.'.repeat(n)}`), null]],
    [
      'numpy wrappers that do not close',
      20_000,
      (n) => [
        head + line(0, 'Epoch 1:') + line(0, `Average power usage (W) for gpu: [${'np.float64('.repeat(n)}]`),
        null,
      ],
    ],
    [
      'intensities',
      20_000,
      (n) => [
        head +
          line(0, `Carbon intensities (gCO2/kWh) fetched every 900 s at detected location DK: [${'1.0, '.repeat(n)}]`),
        null,
      ],
    ],
    [
      'fallback phrases',
      5000,
      (n) => [
        head + line(0, `Live carbon intensity could not be fetched ${'average carbon intensity for '.repeat(n)}`),
        null,
      ],
    ],
    ['stamps with milliseconds and no level', 5000, (n) => [many(n, () => '2025-01-01 08:00:00,000 - x\n'), null]],
    ['equivalents', 5000, (n) => [standardLog(), `${block(0, {}).trimEnd()}\n${many(n, (i) => `\t1.0 thing ${i}\n`)}`]],
    [
      'appended runs whose blocks fit none of them',
      400,
      (n) => [
        many(
          n,
          (i) => line(i * 100, 'carbontracker version 1.1.6') + epochText(i * 100 + 60, 1, { power: { gpu: '1.0' } }),
        ),
        many(n, (i) => block(1_000_000 + i * 100, { energy: '7.0 kWh' })),
      ],
    ],
    ['NUL', 300_000, (n) => ['\0'.repeat(n), '\0'.repeat(n)]],
    ['empty lines', 200_000, (n) => ['\n'.repeat(n), `${block(0)}${'\n'.repeat(n)}`]],
  ];

  const total = ({ characters, copied, items }: Work): number => characters + copied + items;
  const workOf = ([standard, output]: [string, string | null]): Work =>
    countWork(() => {
      for (const run of runsOf(standard, output)) {
        figuresOf(run);
        examine(run);
      }
    });

  it.each(cases)('%s (%d)', (_, n, make) => {
    const [one, two] = [make(n), make(2 * n)];
    const length = one[0].length + (one[1]?.length ?? 0);
    const small = workOf(one);
    expect(total(small)).toBeGreaterThan(length / 2);
    expect(total(small) / length, 'looks at a character').toBeLessThan(100);
    expect(total(workOf(two)) / total(small)).toBeLessThanOrEqual(2.2);
  });

  const rare: [string, number, (n: number) => [string, string | null]][] = [
    [
      'brackets that do not close',
      2000,
      (n) => [head + many(n, (i) => line(i, `Epoch ${i}:`) + line(i, 'Average power usage (W) for gpu: [1.0')), null],
    ],
    [
      'samples of fewer devices than the first',
      400,
      (n) => [
        head + line(0, 'Epoch 1:') + line(0, `Power usages for gpu: [[${'1.0 '.repeat(n)}]${', [1.0]'.repeat(n)}].`),
        null,
      ],
    ],
  ];

  it.each(rare)('%s (%d)', (_, n, make) => {
    expect(total(workOf(make(2 * n))) / total(workOf(make(n)))).toBeLessThanOrEqual(2.2);
  });
});

it('the counter counts, and puts everything back', () => {
  const before = [RegExp.prototype.exec, String.prototype.slice, Array.prototype.map];
  expect(countWork(() => /b/.exec('aab'))).toEqual({ characters: 3, copied: 0, items: 0 });
  expect(countWork(() => 'abc'.indexOf('x'))).toMatchObject({ characters: 3 });
  expect(countWork(() => 'abc'.slice(1))).toMatchObject({ copied: 2 });
  expect(countWork(() => [1, 2].map(String))).toMatchObject({ items: 2 });
  expect([RegExp.prototype.exec, String.prototype.slice, Array.prototype.map]).toEqual(before);
  expect(inRepository()).toBeTruthy();
});
