import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseAllLogs } from '../../src/index.ts';
import { hasShared, sharedLogs } from '../helpers/shared.ts';

interface Recorded {
  version: string;
  scenario: string;
  parse_all_logs: { value?: PythonEntry[] };
  right_parts: Record<'components' | 'actual' | 'aggregate', boolean>;
}

interface PythonEntry {
  output_filename: string;
  standard_filename: string;
  components: Record<string, { devices: string[] }>;
  early_stop: boolean;
  actual: unknown;
  pred: unknown;
}

const root = sharedLogs('python');
const recorded: Recorded[] = hasShared
  ? readdirSync(root).flatMap((version) =>
      readdirSync(path.join(root, version)).map((file) =>
        JSON.parse(readFileSync(path.join(root, version, file), 'utf8')),
      ),
    )
  : [];
const comparable = recorded.filter(({ version, scenario, parse_all_logs }) => {
  return parse_all_logs.value !== undefined && existsSync(sharedLogs('generated', `v${version}`, scenario));
});

/** carbontracker leaves a blank before the second and later device names. */
function trimmed(components: PythonEntry['components']): PythonEntry['components'] {
  return Object.fromEntries(
    Object.entries(components).map(([name, part]) => [name, { ...part, devices: part.devices.map((d) => d.trim()) }]),
  );
}

describe.skipIf(!hasShared)("where carbontracker's parser is right, ours returns the same", () => {
  it('compares enough', () => expect(comparable.length).toBeGreaterThan(300));

  it.each(comparable.map((entry) => [`${entry.version}/${entry.scenario}`, entry] as const))('%s', async (_, entry) => {
    const theirs = entry.parse_all_logs.value ?? [];
    const ours = await parseAllLogs(sharedLogs('generated', `v${entry.version}`, entry.scenario));
    for (const python of theirs) {
      const own = ours.find(
        ({ standard_filename }) => path.basename(standard_filename ?? '') === python.standard_filename,
      );
      expect(own?.output_filename && path.basename(own.output_filename)).toBe(python.output_filename);
      if (entry.right_parts.components) expect(own?.components).toEqual(trimmed(python.components));
      if (entry.right_parts.actual) {
        expect(own?.actual).toEqual(python.actual);
        expect(own?.early_stop).toBe(python.early_stop);
      }
    }
  });
});
