/** Folders of several runs, read from the disk as the commands do it. */
import { aggregateConsumption, auditLogs, parseAllLogs } from '../../../src/index.ts';
import type { Corpus } from '../corpus.ts';
import { checkNumbers } from '../numbers.ts';
import type { Files, Target } from '../target.ts';

const STEMS = ['1.2_2025-01-01T080000Z', '1.3_2025-01-01T080000Z', 'deep/project_1.2_2025-01-02T080000Z'];

const FACTORS = {
  pue: { value: 1.2, source: 'fuzz' },
  intensity: { gPerKwh: 120, kind: 'unknown' as const, location: null, year: null, source: 'fuzz' },
};

export const audits = (corpus: Corpus): Target => ({
  count: 10_000,
  onDisk: true,
  allowedMs: 2000,
  make(random) {
    const files: Files = {};
    for (const stem of STEMS.slice(0, 1 + Math.floor(random() * STEMS.length))) {
      // A run of the same texts is a copy.
      Object.assign(files, random() < 0.1 ? renamed(files, stem) : corpus.mutated(random, stem));
    }
    return files;
  },
  async run(_files, folder) {
    const audit = await auditLogs(folder);
    checkNumbers(audit, 'audit');
    const totals = await aggregateConsumption(folder);
    checkNumbers(totals, 'totals');
    if (audit.energyKwh !== totals.energyKwh) throw new Error('audit and totals differ');
    checkNumbers(await aggregateConsumption(folder, { factors: FACTORS }), 'priced totals');
    checkNumbers(await parseAllLogs(folder), 'dictionaries');
  },
});

function renamed(files: Files, stem: string): Files {
  const [first] = STEMS;
  const of = Object.entries(files).filter(([name]) => name.startsWith(`${first}_`));
  return Object.fromEntries(of.map(([name, text]) => [stem + name.slice(first?.length), text]));
}
