import { describe, expect, it } from 'vitest';
import { aggregateConsumption, type Entry, type Finding, readEntries } from '../../../src/index.ts';
import { withFolder, writeFiles } from '../../helpers/fixtures.ts';
import { outputLog, standardLog } from '../../helpers/logs.ts';
import { device, trackLog } from '../../helpers/track-logs.ts';

const GPU = 'NVIDIA A100';
/** ct-track of a command of 100 s, a GPU of 400 W. */
const TRACKED = trackLog({
  devices: [device('gpu:0', { name: GPU })],
  epochs: [{ startS: 0, endS: 100, energyJ: { 'gpu:0': 40_000 } }],
});
/** carbontracker in that command, 60 s of it. */
const INNER = {
  standard: standardLog({
    version: '1.2.5',
    components: `GPU with device(s) ${GPU}.`,
    epochs: [{ power: { gpu: '[400.]' } }],
  }),
  output: outputLog([{ energy: '0.010533333333 kWh' }]),
};
const files = (stem: string, { standard, output }: { standard: string; output: string }): Record<string, string> => ({
  [`${stem}_carbontracker.log`]: standard,
  [`${stem}_carbontracker_output.log`]: output,
});
const STAMP = '2025-01-01T080000Z';

interface Counted {
  runs: Entry[];
  loose: Finding[];
  /** Without PUE. */
  energyJ: number;
}

async function counted(folder: string): Promise<Counted> {
  const [runs, loose] = [[] as Entry[], [] as Finding[]];
  for await (const one of readEntries(folder, { onFinding: (finding) => void loose.push(finding) })) runs.push(one);
  const energyJ = runs.reduce(
    (sum, { run, figures }) => sum + (figures.corrected.energyKwh * 3.6e6) / (run.pue?.value ?? 1),
    0,
  );
  return { runs, loose, energyJ };
}

describe('a script that uses carbontracker under ct-track', () => {
  it.each([
    ['ct-track read first', `400.1_${STAMP}`, `412_${STAMP}`],
    ['carbontracker read first', `9999.1_${STAMP}`, `10412_${STAMP}`],
  ])('counts once, and that is said: %s', async (_, outer, inner) => {
    await withFolder(async (folder) => {
      writeFiles(folder, { ...files(outer, TRACKED), ...files(inner, INNER) });
      const { runs, loose, energyJ } = await counted(folder);
      expect(runs).toHaveLength(2);
      expect(energyJ).toBeCloseTo(40_000, 3);
      const tracked = runs.find(({ run }) => run.tracking !== null);
      const finding = tracked?.run.findings.find(({ code }) => code === 'device-counted-once');
      expect(finding?.message).toMatch(/carbontracker also measured this command/);
      expect(finding?.figures?.rangeKwh?.[1]).toBeCloseTo((40_000 * 1.5) / 3.6e6, 9);
      expect(loose).toEqual([]);
      const { energyKwh } = await aggregateConsumption(folder);
      expect(energyKwh).toBeCloseTo(
        runs.reduce((sum, { figures }) => sum + figures.corrected.energyKwh, 0),
        12,
      );
    });
  });

  it.each([
    ['another folder', `400.1_${STAMP}`, `elsewhere/412_${STAMP}`, INNER],
    ['an older process', `400.1_${STAMP}`, `399_${STAMP}`, INNER],
    [
      'another GPU',
      `400.1_${STAMP}`,
      `412_${STAMP}`,
      { ...INNER, standard: INNER.standard.replaceAll(GPU, 'NVIDIA H100') },
    ],
  ])('%s is another run', async (_, outer, inner, log) => {
    await withFolder(async (folder) => {
      writeFiles(folder, { ...files(outer, TRACKED), ...files(inner, log) });
      const { energyJ, runs } = await counted(folder);
      const own = runs.find(({ run }) => run.tracking === null);
      expect(energyJ).toBeGreaterThan(40_000 + 1000 * (own?.figures.corrected.energyKwh ?? 0));
      expect(runs.flatMap(({ run }) => run.findings.map(({ code }) => code))).not.toContain('device-counted-once');
    });
  });
});
