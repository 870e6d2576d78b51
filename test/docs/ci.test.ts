/** The job of docs/ci.md: its commands are run for the main branch, for a change that costs less, and for one that costs more. */
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { inRepository } from '../helpers/fixtures.ts';
import { type Workplace, workplace } from '../helpers/workplace.ts';

interface Step {
  name?: string;
  run?: string;
}

const page = readFileSync(inRepository('docs', 'ci.md'), 'utf8');
const steps: Step[] = parse(/^```yaml\n([\s\S]*?)^```$/m.exec(page)?.[1] ?? '').jobs.energy.steps;

/** Runs a step of the job as GitHub does. */
async function run(place: Workplace, name: string, sensor = ''): Promise<{ code: number | null; summary: string }> {
  const command = steps.find((step) => step.name === name)?.run?.replace(/^ct-track /, `ct-track ${sensor} `);
  expect(command, name).toBeDefined();
  const summary = path.join(place.folder, 'summary.md');
  rmSync(summary, { force: true });
  const { code, shown } = await place.run(`set -eo pipefail; export GITHUB_STEP_SUMMARY='${summary}'; ${command}`);
  expect(shown).not.toContain('fault of ct-');
  return { code, summary: existsSync(summary) ? readFileSync(summary, 'utf8') : '' };
}

/** A training on a simulated GPU of so many watts, so that energy differs by more than the load of the machine can change it. */
async function measure(place: Workplace, watts: number): Promise<void> {
  rmSync(path.join(place.folder, 'logs'), { recursive: true, force: true });
  writeFileSync(path.join(place.folder, 'train.py'), 'import time\ntime.sleep(1)\n');
  const sensor = `--components gpu --sim-gpu A100 --sim-gpu-watts ${watts}`;
  expect((await run(place, 'Measure', sensor)).code).toBe(0);
}

it('passes a change that costs less, fails one that costs more, and one that measured nothing', async () => {
  const place = workplace();
  try {
    await measure(place, 400);
    expect(await run(place, 'Write the table')).toMatchObject({ code: 0 });
    await measure(place, 100);
    const less = await run(place, 'Compare');
    expect(less.code).toBe(0);
    expect(less.summary).toMatch(/^\*\*Within the budget\*\*: energy fell by [\d.]+ %, at most 20 % is allowed\.$/m);
    await measure(place, 4000);
    const more = await run(place, 'Compare');
    expect(more.code).toBe(1);
    expect(more.summary).toMatch(/^\*\*Above the budget\*\*: energy grew by [\d.]+ %, at most 20 % is allowed\.$/m);

    const logs = path.join(place.folder, 'logs');
    renameSync(logs, path.join(place.folder, 'measured'));
    mkdirSync(logs);
    writeFileSync(
      path.join(logs, '7_2026-11-30T100000Z_carbontracker.log'),
      '2026-11-30 10:00:00 - carbontracker version 2.4.3\n',
    );
    const nothing = await run(place, 'Compare');
    expect(nothing.code).toBe(1);
    expect(nothing.summary).toContain('1 run of B has no energy; without it, energy fell by 100 %');
  } finally {
    place.remove();
  }
});
