/** Archives that cannot be opened are named, so that nobody takes a total for whole that lacks them. */
import { describe, expect, it } from 'vitest';
import { auditLogs, type Finding } from '../../../src/index.ts';
import { withFolder, writeFiles } from '../../helpers/fixtures.ts';
import { standardLog } from '../../helpers/logs.ts';
import { zipOf } from '../../helpers/zip.ts';

const LOG = { '1.2_2025-01-01T080000Z_carbontracker.log': standardLog({}) };

async function leftOutIn(files: Record<string, string | Uint8Array>): Promise<Finding[]> {
  return withFolder(async (folder) => {
    writeFiles(folder, { ...LOG, ...files });
    const { findings } = await auditLogs(folder);
    return findings.filter(({ code }) => code === 'left-out');
  });
}

describe('an archive that cannot be opened', () => {
  it.each([
    ...[
      'logs.tar.xz',
      'logs.tar.bz2',
      'logs.TBZ',
      'logs.tar.zst',
      'logs.7z',
      'logs.rar',
      'train.log.xz',
      'slurm-1.out.bz2',
    ],
    ...['emissions.csv.xz', '7.1_2025-01-02T080000Z_carbontracker.log.bz2'],
  ])('%s is named', async (name) => {
    const found = await leftOutIn({ [name]: 'x' });
    expect(found).toHaveLength(1);
    expect(found[0]?.message).toMatch(/was not opened, as only .*; unpack it if it holds logs$/);
    expect(found[0]?.files?.[0]).toContain(name);
  });

  it('is one finding with others, in whatever folder', async () => {
    const found = await leftOutIn({ 'a/data.7z': 'x', 'b/logs.tar.xz': 'x', 'b/more.rar': 'x' });
    expect(found.map(({ files }) => files?.length)).toEqual([3]);
    expect(found[0]?.message).toMatch(/data\.7z and 2 more were not opened/);
  });

  it('is named in another archive', async () => {
    const found = await leftOutIn({ 'all.zip': zipOf([{ name: 'logs/old.tar.xz', content: 'x' }]) });
    expect(found.map(({ message }) => message)).toEqual([expect.stringMatching(/old\.tar\.xz was not opened/)]);
  });

  it('is not suspected in other compressed files', async () => {
    expect(await leftOutIn({ 'weights.xz': 'x', 'data.csv.bz2': 'x', 'notes.7z.md': 'x' })).toEqual([]);
  });
});
