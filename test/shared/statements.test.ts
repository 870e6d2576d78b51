import { readdirSync } from 'node:fs';
import { describe, it } from 'vitest';
import { readRuns } from '../../src/api.ts';
import { hasShared, sharedLogs } from '../helpers/shared.ts';
import { expectFolder } from '../helpers/statements.ts';

describe.skipIf(!hasShared)('every total in every style is that of aggregate', () => {
  for (const kind of ['generated', 'real']) {
    const entries = hasShared ? readdirSync(sharedLogs(kind), { withFileTypes: true }) : [];
    for (const { name } of entries.filter((entry) => entry.isDirectory())) {
      it(`${kind}/${name}`, async () => {
        await expectFolder(sharedLogs(kind, name));
        for (const { files } of await readRuns(sharedLogs(kind, name))) {
          await expectFolder([files.standard, files.output].filter((file) => file !== null));
        }
      });
    }
  }
});
