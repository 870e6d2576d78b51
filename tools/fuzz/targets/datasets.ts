/** Datasets with damaged parts and notes: every part whole, damaged before or after its checksum was made, merged, counted, or gone. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Entry, rowOf } from '../../../src/accounting/index.ts';
import { aggregateConsumption } from '../../../src/index.ts';
import { compactDataset, heldRuns, PartWriter } from '../../../src/tables/index.ts';
import { entryGroups } from '../groups.ts';
import { mutate, mutateBytes, resealed } from '../mutate.ts';
import { checkNumbers } from '../numbers.ts';
import { type Files, orRefused, type Target } from '../target.ts';

/** @param root folder of the project */
export async function datasets(root: string): Promise<Target> {
  const groups = await entryGroups(root);
  const kinds: Files[] = [];
  for (const [i, group] of groups.entries()) {
    const other = groups[(i + 1) % groups.length] ?? group;
    kinds.push(i % 2 === 0 ? await filesOf([group, other], false) : await filesOf([group, other, group], true));
  }
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
      else if (typeof content === 'string') files[name] = mutate(content, random, () => content);
      else files[name] = random() < 0.2 ? mutateBytes(content, random) : resealed(mutateBytes(content, random));
      return files;
    },
    async run(_files, folder) {
      await orRefused(async () => checkNumbers(await aggregateConsumption(folder), 'totals'));
      await orRefused(async () => void (await heldRuns(folder)));
    },
  };
}

/** A dataset with a part for each group, or compacted and counted, with its note. */
async function filesOf(groups: readonly (readonly Entry[])[], isCounted: boolean): Promise<Files> {
  const folder = mkdtempSync(path.join(tmpdir(), 'ct-parse-fuzz-'));
  try {
    for (const group of groups) {
      const writer = new PartWriter(folder, []);
      for (const entry of group) await writer.add(rowOf(entry));
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
