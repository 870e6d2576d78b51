/** Ordinary logs from their bytes against the reader of all logs: a pair of the fixtures, then a mutation of it. */
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { plainRun } from '../../../src/model/column-run.ts';
import { OrdinaryLogs } from '../../../src/parser/carbontracker/scan/ordinary-logs.ts';
import { groupByStem } from '../../../src/parser/find/group.ts';
import { readFileSet } from '../../../src/parser/read.ts';
import type { Corpus } from '../corpus.ts';
import { mutate } from '../mutate.ts';
import type { Files, Random, Target } from '../target.ts';

export const scans = (corpus: Corpus): Target => ({
  count: 100_000,
  onDisk: true,
  allowedMs: 200,
  make: (random) => withMutations(corpus.unchanged(random, 'a'), random),
  run: (files, folder) => readBoth(Object.keys(files).sort(), folder),
});

/** Most changes make a log extraordinary; those of single digits seldom do. */
function withMutations(files: Files, random: Random): Files {
  const all: Files = { ...files };
  for (const [name, content] of Object.entries(files)) {
    const text = String(content);
    const isKept = random() < 0.3;
    for (const stem of ['b', 'c']) {
      const changed = random() < 0.7 ? withDigits(text, random) : mutate(text, random, () => text);
      all[name.replace(/^a/, stem)] = isKept ? text : changed;
    }
  }
  return all;
}

function withDigits(text: string, random: Random): string {
  let changed = text;
  for (let times = 1 + Math.floor(random() * 3); times > 0; times -= 1) {
    const at = Math.floor(random() * text.length);
    const digit = String(Math.floor(random() * 10));
    changed = changed.slice(0, at) + changed.slice(at).replace(/\d/, digit);
  }
  return changed;
}

function readBoth(names: readonly string[], folder: string): void {
  const reader = new OrdinaryLogs(0);
  for (const set of groupByStem(folder, [...names].sort()).sets) {
    const run = reader.read(set);
    if (run === null) continue;
    if (isDeepStrictEqual([plainRun(run)], readFileSet(set))) continue;
    throw new Error(`the runs of ${path.basename(set.files.standard ?? '')} differ`);
  }
}
