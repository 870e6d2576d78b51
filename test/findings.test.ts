/** The table of findings, its page, and the logs that produce each of them. */
import { readdirSync, readFileSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { auditLogs, FINDINGS, type Finding, type GivenFactors, readEntries, readRuns, totalOf } from '../src/index.ts';
import { recordOf } from '../src/tables/index.ts';
import { fixture, inRepository, withFolder, writeFiles } from './helpers/fixtures.ts';
import { names, standardLog } from './helpers/logs.ts';

interface Entry {
  code: string;
  severity: string;
  text: string;
  /** Path of the example below the repository; undefined for a log that the test makes. */
  target: string | undefined;
  message: string;
}

const page = readFileSync(inRepository('docs', 'findings.md'), 'utf8');
const entries: Entry[] = page
  .split('\n### ')
  .slice(1)
  .map((section) => {
    const [, code = '', severity = ''] = /^`([a-z0-9-]+)` \((\w+)\)\n/.exec(section) ?? [];
    const target = /^Example, `([^`]+)`:$/m.exec(section)?.[1];
    const message = /^> (.+)$/m.exec(section)?.[1] ?? '';
    return { code, severity, text: section, target, message };
  });

/** What the findings of a place say, with the place itself left out of the paths. */
async function messagesAt(place: string, code: string): Promise<string[]> {
  const { findings } = await auditLogs(place);
  const root = inRepository();
  return findings.filter((finding) => finding.code === code).map(({ message }) => message.replaceAll(`${root}/`, ''));
}

describe('docs/findings.md', () => {
  it('explains every code, once, with its severity', () => {
    expect(entries.map(({ code }) => code).sort()).toEqual(Object.keys(FINDINGS).sort());
    for (const { code, severity } of entries) expect(FINDINGS[code as keyof typeof FINDINGS][0], code).toBe(severity);
  });

  it('says of each what is counted and what to do', () => {
    for (const { code, text } of entries) {
      expect(text, code).toMatch(/^- Counted: /m);
      expect(text, code).toMatch(/^- To do: /m);
    }
  });

  const stored = entries.filter((entry) => entry.target !== undefined);
  it.each(stored.map((entry) => [entry.code, entry] as const))(
    '%s: its example prints what it quotes',
    async (code, entry) => {
      expect(await messagesAt(inRepository(...(entry.target ?? '').split('/')), code)).toContain(entry.message);
    },
  );

  it.each(stored.map((entry) => [entry.code, entry] as const))(
    '%s: told by the commands that it names',
    async (code, entry) => {
      const told: string[] = [];
      const runs = await readRuns(inRepository(...(entry.target ?? '').split('/')), {
        onFinding: (finding) => void told.push(finding.code),
      });
      told.push(...runs.flatMap(({ findings }) => findings.map((finding) => finding.code)));
      const isQuiet = /Reported by\s`audit`(?:\sonly\.|,\sand)/.test(entry.text) || code === 'intensity-fallback';
      expect(told.includes(code)).toBe(!isQuiet);
    },
  );

  const quoted = (code: string): string => entries.find((entry) => entry.code === code)?.message ?? '';

  it('unreadable', () =>
    withFolder(async (folder) => {
      symlinkSync(path.join(folder, 'gone'), path.join(folder, 'gone_carbontracker.log'));
      const [message] = await messagesAt(folder, 'unreadable');
      expect(message?.replace(folder, 'logs')).toBe(quoted('unreadable'));
    }));

  it.skipIf(process.platform === 'win32')('link-not-followed', () =>
    withFolder(async (folder) => {
      symlinkSync('/', path.join(folder, 'everything'));
      const [message] = await messagesAt(folder, 'link-not-followed');
      expect(message?.replace(folder, 'logs')).toBe(quoted('link-not-followed'));
    }),
  );

  it('record-cut', () =>
    withFolder(async (folder) => {
      writeFiles(folder, { [names().standard]: standardLog().replace('Epoch 1:', `${'x'.repeat(2_000_000)}\n$&`) });
      expect(await messagesAt(folder, 'record-cut')).toEqual([quoted('record-cut')]);
    }));

  it('copies-differ', () =>
    withFolder(async (folder) => {
      const place = inRepository('fixtures', 'findings', 'copied-run', 'cluster');
      const table = async (name: string, factors: GivenFactors): Promise<string> => {
        let text = '';
        for await (const entry of readEntries(place, { factors })) text += `${JSON.stringify(recordOf(entry))}\n`;
        writeFiles(folder, { [name]: text });
        return path.join(folder, name);
      };
      const tables = [
        await table('a.ndjson', {}),
        await table('b.ndjson', { pue: { value: 3, source: 'given by the user' } }),
      ];
      const told: string[] = [];
      const onFinding = ({ code, message }: Finding): void => void (code === 'copies-differ' && told.push(message));
      for (const order of [tables, tables.toReversed()]) {
        await totalOf(readEntries([], { tables: order, onFinding }));
      }
      const expected = quoted('copies-differ') ?? '';
      const reversed = expected.replace(/\((\S+ Wh) and (\S+ Wh)\); \S+ Wh/, '($2 and $1); $1');
      expect(told.map((message) => message.replaceAll(`${inRepository()}/`, ''))).toEqual([expected, reversed]);
    }));

  it('devices-decided', async () => {
    const [run] = await readRuns(fixture('findings', 'devices-maybe-averaged'), { devices: 'summed' });
    expect(run?.findings.map(({ message }) => message)).toEqual([quoted('devices-decided')]);
  });

  it('has no other example that the tests make', () => {
    const made = entries.filter(({ target }) => target === undefined).map(({ code }) => code);
    expect(made.sort()).toEqual(['copies-differ', 'devices-decided', 'link-not-followed', 'record-cut', 'unreadable']);
  });
});

describe('fixtures/findings', () => {
  const folders = readdirSync(fixture('findings'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);
  const rows = readFileSync(fixture('findings', 'README.md'), 'utf8')
    .split('\n')
    .map((row) => /^\| ([a-z0-9-]+) \| .* \| ([\d.]+)[^|]* \|$/.exec(row))
    .filter((row) => row !== null)
    .map(([, name = '', wh = '']) => [name, wh] as const);

  it('each folder has a line in the README', () => {
    expect(rows.map(([name]) => name).sort()).toEqual(folders.sort());
  });

  it.each(rows)('%s gives its finding and counts %s Wh', async (name, wh) => {
    const place = name === 'not-a-log' ? fixture('findings', name, 'notes.txt') : fixture('findings', name);
    const { energyKwh, findings } = await auditLogs(place);
    expect(findings.map(({ code }) => code)).toContain(name);
    const decimals = wh.split('.')[1]?.length ?? 0;
    expect((energyKwh * 1000).toFixed(decimals)).toBe(wh);
  });
});
