import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { PhaseFinder, type Run } from '../../src/index.ts';
import { parseManifest } from '../../src/manifest/index.ts';
import { standardLog } from '../helpers/logs.ts';
import { runOf } from '../helpers/runs.ts';

const STAMP = '12.3_2025-01-01T080000Z';
const run = (id: string): Run => ({
  ...runOf(standardLog()),
  id,
  files: { standard: `${id.replace(/#\d+$/, '')}_carbontracker.log`, output: null, error: null, samples: null },
});

async function finder(yaml: string, logs: string[] = ['logs'], manifest = 'runs.yaml'): Promise<PhaseFinder> {
  return PhaseFinder.of(await parseManifest(yaml, manifest), logs);
}
const phaseOf = async (pattern: string, id: string, logs?: string[], manifest?: string): Promise<boolean> => {
  const one = await finder(`phases: { found: ${JSON.stringify(pattern)} }`, logs, manifest);
  return one.phaseOf(run(id)) === 'found';
};

describe('a pattern', () => {
  it.each([
    ['dev/**', `logs/dev/${STAMP}`],
    ['dev', `logs/dev/deep/${STAMP}`],
    ['dev/', `logs/dev/${STAMP}`],
    ['./dev/*', `logs/dev/${STAMP}`],
    ['logs/dev', `logs/dev/${STAMP}`],
    [STAMP, `logs/${STAMP}`],
    [STAMP, `logs/${STAMP}#2`],
    [`${STAMP}#2`, `logs/${STAMP}#2`],
    [`${STAMP}_carbontracker.log`, `logs/${STAMP}`],
    ['pilot-*', `logs/x/pilot-7_${STAMP}`],
    ['{pilot,test}', `logs/x/pilot_${STAMP}`],
    ['**/.hidden', `logs/a/.hidden/${STAMP}`],
    ['a[0-9]', `logs/a7/${STAMP}`],
  ])('%s takes %s', async (pattern, id) => expect(await phaseOf(pattern, id)).toBe(true));

  it.each([
    ['dev', `logs/development/${STAMP}`],
    ['dev', `logs/x/dev/${STAMP}`],
    ['pilot', `logs/pilot-7_${STAMP}`],
    [`${STAMP}#2`, `logs/${STAMP}`],
    ['*.yaml', `logs/dev/${STAMP}`],
  ])('%s does not take %s', async (pattern, id) => expect(await phaseOf(pattern, id)).toBe(false));

  it('is relative to the manifest or to an argument, whichever holds the run', async () => {
    const here = process.cwd();
    const absolute = path.join(here, 'logs', 'dev', STAMP);
    expect(await phaseOf('dev', absolute, [path.join(here, 'logs')], '/elsewhere/runs.yaml')).toBe(true);
    expect(await phaseOf('dev', `logs/dev/${STAMP}`, ['logs/dev'], 'logs/runs.yaml')).toBe(true);
    expect(await phaseOf('logs/dev', `logs/dev/${STAMP}`, ['logs/dev/x'], '/elsewhere/runs.yaml')).toBe(true);
    expect(await phaseOf('dev', absolute, ['other'], path.join(here, 'logs', 'runs.yaml'))).toBe(true);
    expect(await phaseOf('dev', absolute, ['other'], '/elsewhere/runs.yaml')).toBe(false);
  });
});

describe('phases', () => {
  const yaml = [
    'phases:',
    '  development: dev',
    '  final: [fin, "dev/best*", unused]',
    'exclude:',
    '  - { pattern: dev/scratch, reason: not ours }',
  ].join('\n');

  it('the first that matches counts, and a person hears of the others', async () => {
    const phases = await finder(yaml);
    expect(phases.order).toEqual(['development', 'final']);
    const ids = [
      `logs/dev/best_${STAMP}`,
      `logs/fin/${STAMP}`,
      ...['a', 'b', 'c', 'd'].map((name) => `logs/${name}/${STAMP}`),
    ];
    expect(ids.map((id) => phases.phaseOf(run(id)))).toEqual([
      'development',
      'final',
      ...Array<string>(4).fill('unassigned'),
    ]);
    expect(phases.notes()).toEqual([
      `runs.yaml: 4 runs match no phase, so 'unassigned': logs/a/${STAMP}, logs/b/${STAMP}, logs/c/${STAMP}, and 1 more`,
      `runs.yaml: 1 run matches several phases, the first counts: logs/dev/best_${STAMP} (development, also final)`,
      "runs.yaml: no run matches 'dev/scratch', 'unused'",
    ]);
  });

  it('an exclusion comes before every phase', async () => {
    const phases = await finder(yaml);
    expect(phases.reasonToLeaveOut(run(`logs/dev/scratch/${STAMP}`))).toBe('not ours');
    expect(phases.reasonToLeaveOut(run(`logs/dev/${STAMP}`))).toBeNull();
  });

  it('the manifest may say where runs go that match none', async () => {
    const phases = await finder('phases: { final: fin }\ndefaults: { phase: development }');
    expect(phases.phaseOf(run(`logs/x/${STAMP}`))).toBe('development');
  });
});
