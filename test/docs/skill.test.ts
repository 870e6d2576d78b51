/** The skill for coding assistants: every command in it runs, and every label of a figure is explained. */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { BASES } from '../../src/accounting/index.ts';
import { inRepository } from '../helpers/fixtures.ts';
import { workplace } from '../helpers/workplace.ts';

const FOLDER = 'ct-parse';
const skill = readFileSync(inRepository('skills', FOLDER, 'SKILL.md'), 'utf8');
/** Code that is a command: not a name of an option, a field or a label. */
const commands = [...skill.matchAll(/`(ct-(?:parse|track) [^`]+)`/g)]
  .map(([, command = '']) => command)
  .filter((command) => !command.startsWith('ct-parse COMMAND'));
/** Three epochs, so that a pattern has something to find. */
const TRAINING =
  'import time\nfor epoch in range(3):\n    print(f"Epoch {epoch + 1}/3", flush=True)\n    time.sleep(0.5)\n';

it('has the front matter that assistants look for', () => {
  const [, front = ''] = /^---\n([\s\S]*?)^---$/m.exec(skill) ?? [];
  const { name, description, ...others } = parse(front);
  // A skill is found by the name of its folder, and chosen by a description of at most 1,024 characters.
  expect(name).toBe(FOLDER);
  expect(description).toMatch(/Use when asked for/);
  expect(description.length).toBeLessThan(1024);
  expect(others).toEqual({ license: 'MIT' });
});

it('explains every basis', () => {
  for (const basis of BASES) expect(skill).toContain(`| \`${basis}\` |`);
});

it('runs every command, in the order of the page', async () => {
  expect(commands.length).toBeGreaterThan(20);
  const place = workplace();
  try {
    writeFileSync(path.join(place.folder, 'train.py'), TRAINING);
    await place.run('cp -r fixtures/carbontracker/2.4.3 logs && rm -r logs/cli_sigint');
    for (const command of commands) {
      const { code, shown } = await place.run(command);
      expect(code, `${command}\n${shown}`).toBe(0);
      expect(shown.length, command).toBeGreaterThan(/ 2> | -o | --parquet /.test(command) ? -1 : 20);
    }
  } finally {
    place.remove();
  }
});

it('one call counts each run once, however many tables and logs hold it', async () => {
  const place = workplace();
  const totalOf = async (inputs: string): Promise<unknown> => {
    const { shown } = await place.run(`ct-parse aggregate --json ${inputs} 2>> notes.txt`);
    const { runs, energyKwh, co2eqG } = JSON.parse(shown);
    return { runs, energyKwh, co2eqG };
  };
  try {
    await place.run('cp -r fixtures/carbontracker/2.4.3 logs && ct-parse runs --parquet runs.parquet logs');
    expect(await totalOf('logs runs.parquet')).toEqual(await totalOf('logs'));
  } finally {
    place.remove();
  }
});

it('names fields that --json has', async () => {
  const place = workplace();
  try {
    const { shown } = await place.run('ct-parse aggregate --json fixtures/carbontracker/2.4.3 2> notes.txt');
    const totals = JSON.parse(shown) as Record<string, unknown> & { findings: Record<string, unknown>[] };
    for (const field of ['energyKwh', 'co2eqG', 'basis', 'range', 'findings', 'logged']) {
      expect(skill).toContain(`\`${field}`);
      expect(totals).toHaveProperty(field);
    }
    for (const field of ['code', 'severity', 'effectKwh']) {
      expect(skill).toContain(`\`${field}\``);
      expect(totals.findings[0]).toHaveProperty(field);
    }
  } finally {
    place.remove();
  }
});
