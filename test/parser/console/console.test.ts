/** The console texts of fixtures/console, each to the runs and the energy that its README names. */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aggregateConsumption, type Finding, type Run, readEntries, readRuns } from '../../../src/index.ts';
import { consoleSource } from '../../../src/parser/console/index.ts';
import { type RawFile, unpackedFile } from '../../../src/parser/find/file.ts';
import { sourceFile } from '../../../src/parser/sources.ts';
import { fixture, withFolder, writeFiles } from '../../helpers/fixtures.ts';

interface Truth {
  file: string;
  runs: number;
  energyKwh: number;
  basis: string[];
}

const truth: Truth[] = JSON.parse(readFileSync(fixture('console', 'truth.json'), 'utf8'));
const place = (file: string): string => fixture('console', file);
const codes = ({ findings }: Run): string[] => findings.map(({ code }) => code);

/** The runs of a text that lies in a file of some name. */
function runsOf(text: string | Buffer, name = 'slurm-1.out'): Run[] {
  return [...consoleSource.read(sourceFile(unpackedFile(name, Buffer.from(text)), name))];
}

describe.each(truth)('$file', ({ file, runs, energyKwh, basis }) => {
  it('has its runs and its energy', async () => {
    const found = [];
    const findings: Finding[] = [];
    for await (const entry of readEntries(place(file), { onFinding: (finding) => findings.push(finding) }))
      found.push(entry);
    expect(found).toHaveLength(runs);
    expect(found.reduce((sum, { figures }) => sum + figures.corrected.energyKwh, 0)).toBeCloseTo(energyKwh, 12);
    expect([...new Set(found.map(({ figures }) => figures.basis))]).toEqual(basis);
    for (const { run } of found) {
      expect(run).toMatchObject({
        format: 'console',
        writer: { tool: 'carbontracker', version: null },
        files: { standard: null, output: place(file) },
      });
      expect(codes(run)).toContain('console-text');
    }
    if (runs === 0) expect(findings).toMatchObject([{ code: 'not-understood' }]);
  });

  it('is recognised in a folder by its content', async () => {
    const isFound = consoleSource.isWithin?.(unpackedFile(file, readFileSync(place(file))));
    expect(isFound).toBe(runs > 0);
  });
});

describe('fixtures/console', () => {
  it('is read as a folder: each of its files once', async () => {
    const totals = await aggregateConsumption(fixture('console'));
    expect(totals.runs).toBe(truth.reduce((sum, { runs }) => sum + runs, 0));
    expect(totals.energyKwh).toBeCloseTo(
      truth.reduce((sum, one) => sum + one.energyKwh, 0),
      9,
    );
  });
});

describe('a run of console text', () => {
  it('has components, both blocks and the intensity', () => {
    const [run] = runsOf(readFileSync(place('nohup.out')));
    expect(run?.components).toEqual([
      { name: 'gpu', devices: ['Tesla V100-SXM2-32GB', 'Tesla V100-SXM2-32GB'], method: 'unknown' },
      { name: 'cpu', devices: ['cpu:0', 'cpu:1'], method: 'sampled' },
    ]);
    expect(run?.actual).toMatchObject({ epochs: 1, durationS: 3600, energyKwh: 0.7, co2eqG: 205.944268 });
    expect(run?.actual?.equivalents).toEqual({ 'km travelled by car': 1.7105 });
    expect(run?.predicted).toMatchObject({ epochs: 8, durationS: 28_800, energyKwh: 5.6 });
    expect(run?.intensity).toMatchObject({ gPerKwh: 294.21, kind: 'region-average', year: 2017 });
  });

  it('names the sensor that could not be read', () => {
    const [run] = runsOf(readFileSync(place('terminal.txt')));
    expect(run?.findings.find(({ code }) => code === 'sensor-fault')?.message).toContain('CPU power is not measured');
  });

  it('says where several devices may have been averaged, and where none are named', async () => {
    const [several] = await readRuns(place('nohup.out'));
    expect(several && codes(several)).toContain('devices-maybe-averaged');
    const unnamed = await readRuns(place('notes.md'));
    for (const run of unnamed) expect(codes(run)).toContain('devices-unknown');
  });

  it('is one of several processes, where lines name them or stand in a row', () => {
    for (const file of ['two-ranks.out', 'srun-label.out', 'three-processes.out']) {
      expect(codes(runsOf(readFileSync(place(file)))[0] as Run), file).toContain('several-processes');
    }
    expect(codes(runsOf(readFileSync(place('two-trackers.out')))[0] as Run)).not.toContain('several-processes');
  });

  it('reports blocks without a readable energy', () => {
    const text = 'CarbonTracker: The following components were found: GPU with device(s) A.\n';
    const [run] = runsOf(
      `${text}CarbonTracker: \nActual consumption for 1 epoch(s):\n\tTime:\t0:01:00\n\tEnergy:\tnan kWh\n`,
    );
    expect(run?.actual).toBeNull();
    expect(run && codes(run)).toContain('total-unreadable');
  });
});

it('text that begins within a block, as what a terminal still shows, is counted', () =>
  withFolder(async (folder) => {
    const lines = [
      'Actual consumption for 2 epoch(s):',
      '\tTime:\t0:02:00',
      '\tEnergy:\t0.500000 kWh',
      '\tCO2eq:\t40.0 g',
    ];
    writeFiles(folder, { 'scrollback.txt': `${lines.join('\n')}\nCarbonTracker: Finished monitoring.\n` });
    const { runs, energyKwh } = await aggregateConsumption(folder);
    expect([runs, energyKwh]).toEqual([1, 0.5]);
  }));

describe('text in files that are called logs', () => {
  const block = 'CarbonTracker: \nActual consumption for 1 epoch(s):\n\tTime:\t0:01:00\n\tEnergy:\t0.010000 kWh\n';

  it.each(['1_carbontracker_output.log', '1_carbontracker.log'])('%s is read as console text', (name) =>
    withFolder(async (folder) => {
      writeFiles(folder, { [name]: block });
      for (const where of [folder, `${folder}/${name}`]) {
        const runs = await readRuns(where);
        expect(runs).toMatchObject([{ format: 'console', actual: { energyKwh: 0.01 } }]);
      }
    }),
  );

  it('is refused where --input-format says that they are logs, and logs are where it says that they are not', () =>
    withFolder(async (folder) => {
      writeFiles(folder, { '1_carbontracker_output.log': block });
      const findings: Finding[] = [];
      const onFinding = (finding: Finding): void => void findings.push(finding);
      expect(await readRuns(folder, { inputFormat: 'carbontracker', onFinding })).toEqual([]);
      expect(findings).toMatchObject([{ code: 'not-understood' }]);
      expect(await readRuns(folder, { inputFormat: 'console' })).toHaveLength(1);
    }));
});

/** As a file whose bytes come in chunks that end anywhere; each is overwritten by the next. */
function inChunks(bytes: Buffer, sizes: readonly number[]): RawFile {
  const whole = unpackedFile('x.out', bytes);
  return {
    ...{ path: whole.path, size: whole.size },
    head: () => whole.head(),
    pieces: () => whole.pieces(),
    stored: () => whole.stored(),
    *chunks() {
      const buffer = Buffer.alloc(Math.max(...sizes));
      for (let at = 0, i = 0; at < bytes.length; i += 1) {
        const count = bytes.copy(buffer, 0, at, at + (sizes[i % sizes.length] as number));
        yield buffer.subarray(0, count);
        at += count;
      }
    },
  };
}

it('where the chunks of a file end changes nothing', () => {
  const files = ['two-ranks.out', 'terminal.txt', 'two-trackers.out', 'nohup.out', 'kubectl.log', 'notes.md'];
  fc.assert(
    fc.property(
      fc.constantFrom(...files),
      fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1, maxLength: 6 }),
      fc.nat(400),
      (name, sizes, noise) => {
        const bytes = Buffer.concat([Buffer.from('step\n'.repeat(noise)), readFileSync(place(name))]);
        const read = (file: RawFile): Run[] => [...consoleSource.read(sourceFile(file, 'x.out'))];
        expect(read(inChunks(bytes, sizes))).toEqual(read(unpackedFile('x.out', bytes)));
      },
    ),
    { numRuns: 150 },
  );
});

it('lines of other programs, whatever they are, change nothing', () => {
  const other = fc
    .string({ unit: 'binary', maxLength: 60 })
    .filter((text) => !/CarbonTracker|consumption|kWh|Time:|CO2eq|equivalent/.test(text));
  const lines = readFileSync(place('two-trackers.out'), 'utf8').split('\n').slice(0, 20);
  const plain = runsOf(lines.join('\n'));
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(lines.length - 1), other), { maxLength: 12 }), (inserted) => {
      const noisy = [...lines];
      for (const [at, text] of inserted) noisy[at] = `${text}\r\n${noisy[at]}`;
      expect(runsOf(noisy.join('\n'))).toEqual(plain);
    }),
    { numRuns: 300 },
  );
});
