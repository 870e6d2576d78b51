import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { rowOf } from '../../../src/accounting/index.ts';
import { readEntries } from '../../../src/index.ts';
import { CtError } from '../../../src/model/errors.ts';
import { heldRuns, PartWriter } from '../../../src/tables/index.ts';
import { fixture, withFolder } from '../../helpers/fixtures.ts';

it('a dataset with a damaged part holds what can be read of it, or names the part in a line', () =>
  withFolder(async (folder) => {
    const writer = new PartWriter(folder);
    for await (const entry of readEntries(fixture('carbontracker', '2.4.3'))) await writer.add(rowOf(entry));
    await writer.finish();
    expect((await heldRuns(folder)).size).toBe(13);
    const [name = ''] = readdirSync(folder);
    const part = path.join(folder, name);
    const whole = readFileSync(part);
    let refused = 0;
    for (let at = 3; at < whole.length; at += Math.ceil(whole.length / 200)) {
      const bytes = Buffer.from(whole);
      bytes[at] = (bytes[at] ?? 0) ^ 0xff;
      writeFileSync(part, bytes);
      await heldRuns(folder).catch((error: unknown) => {
        refused += 1;
        expect(error).toBeInstanceOf(CtError);
        expect((error as Error).message).toContain(name);
      });
    }
    expect(refused).toBeGreaterThan(0);
  }));
