/** Datasets with damaged parts and notes: every part whole, merged, counted, or gone. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { rowOf } from '../../../src/accounting/index.ts';
import { aggregateConsumption, readEntries } from '../../../src/index.ts';
import { compactDataset, heldRuns, PartWriter } from '../../../src/tables/index.ts';
import { mutate, mutateBytes } from '../mutate.ts';
import { checkNumbers } from '../numbers.ts';
import { type Files, orRefused, type Target } from '../target.ts';

/** @param root folder of the project */
export async function datasets(root: string): Promise<Target> {
  const kinds = [await filesOf(root, false), await filesOf(root, true)];
  return {
    count: 100_000,
    onDisk: true,
    allowedMs: 2000,
    make(random) {
      const files: Files = { ...kinds[Math.floor(random() * kinds.length)] };
      const names = Object.keys(files);
      const name = names[Math.floor(random() * names.length)] ?? '';
      const content = files[name] ?? '';
      if (random() < 0.1) delete files[name];
      else
        files[name] =
          typeof content === 'string' ? mutate(content, random, () => content) : mutateBytes(content, random);
      return files;
    },
    async run(_files, folder) {
      await orRefused(async () => checkNumbers(await aggregateConsumption(folder), 'totals'));
      await orRefused(async () => void (await heldRuns(folder)));
    },
  };
}

/** A dataset of two parts, with the note of a compaction where it was counted. */
async function filesOf(root: string, isCounted: boolean): Promise<Files> {
  const folder = mkdtempSync(path.join(tmpdir(), 'ct-parse-fuzz-'));
  try {
    for (const name of ['carbontracker/2.4.3', 'defects']) {
      const writer = new PartWriter(folder, []);
      for await (const entry of readEntries(path.join(root, 'fixtures', name))) await writer.add(rowOf(entry));
      await writer.finish();
    }
    if (isCounted) await compactDataset(folder);
    const names = readdirSync(folder);
    return Object.fromEntries(
      names.map((name) => {
        const bytes = readFileSync(path.join(folder, name));
        return [name, name.endsWith('.json') ? bytes.toString('latin1') : bytes];
      }),
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
