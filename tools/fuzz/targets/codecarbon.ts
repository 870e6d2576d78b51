/** CodeCarbon's files, mutated, alone and beside each other. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { aggregateConsumption, auditLogs } from '../../../src/index.ts';
import { mutate } from '../mutate.ts';
import { checkNumbers } from '../numbers.ts';
import type { Files, Random, Target } from '../target.ts';

const NAMES = ['emissions.csv', 'emissions_2.csv', 'emissions.csv.bak', 'deep/emissions.csv'];

/** @param root folder of the project */
export function codecarbonFiles(root: string): Target {
  const folder = path.join(root, 'fixtures', 'codecarbon');
  const texts = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name !== 'README.md')
    .map((entry) => readFileSync(path.join(entry.parentPath, entry.name), 'latin1'));
  return {
    count: 20_000,
    onDisk: true,
    allowedMs: 2000,
    make(random: Random): Files {
      const pick = (): string => texts[Math.floor(random() * texts.length)] as string;
      const files: Files = {};
      for (const name of NAMES.slice(0, 1 + Math.floor(random() * NAMES.length))) {
        files[name] = random() < 0.2 ? pick() : mutate(pick(), random, pick);
      }
      return files;
    },
    async run(_files, place) {
      const audit = await auditLogs(place);
      checkNumbers(audit, 'audit');
      const totals = await aggregateConsumption(place);
      checkNumbers(totals, 'totals');
      if (audit.energyKwh !== totals.energyKwh) throw new Error('audit and totals differ');
      checkNumbers(await aggregateConsumption(place, { sameMachine: true }), 'totals of one machine');
    },
  };
}
