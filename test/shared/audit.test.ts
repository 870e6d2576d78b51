/** The audit of every recorded directory names the fault that its scenario is about, and invents none. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { auditLogs } from '../../src/index.ts';
import { hasShared, sharedLogs } from '../helpers/shared.ts';
import type { Truth } from '../helpers/truth.ts';

const truth: Truth[] = hasShared ? JSON.parse(readFileSync(sharedLogs('generated', 'truth.json'), 'utf8')) : [];

/** `1.1.2` as a number that sorts. */
const numberOf = (version: string): number => version.split('.').reduce((sum, part) => sum * 100 + Number(part), 0);
const between = (version: string, from: string, to: string): boolean =>
  numberOf(version) >= numberOf(from) && numberOf(version) <= numberOf(to);

/** Faults of a scenario that are warnings or errors, from its name and version alone. */
function faultsOf({ dir, version, components }: Truth): Set<string> {
  const name = dir.split('/')[1] ?? '';
  const faults = new Set<string>();
  const add = (code: string, applies: boolean): void => void (applies && faults.add(code));
  const is = (from: string, to: string): boolean => between(version, from, to);
  const isEmpty = /stop_in1$|^cli_(?:sigint|notfound|doubledash)$/.test(name);
  const isPart = /monitor\d/.test(name) || (name.endsWith('default_args') && is('1.0.4', '1.2.5'));
  const isCrash = name.includes('crash');
  const isUnplanned = /_p0|predneg/.test(name);
  const isStopped = name.includes('stop');

  add('not-measured', isEmpty);
  add('unrecorded-epoch', /stop_in\d/.test(name));
  add('prediction-counted', isPart);
  add('cut-off', isCrash);
  add('devices-averaged', is('2.0.0', '2.4.3') && components.some(({ devices }) => devices.length > 1));
  add('epoch-not-measured', name.includes('nonefirst'));
  add('power-zero', name.includes('zero'));
  add('power-estimated', name === 'cli_generic_cpu');
  // 2.3.x prints no total for complete runs; without a prediction it is not known whether they are complete.
  const lacksTotal = is('2.3.0', '2.3.2') && !isStopped && !isPart && !isCrash;
  add('end-unknown', lacksTotal && isUnplanned);
  add('co2-unknown', lacksTotal && isUnplanned);
  add('no-actual-block', lacksTotal && !isUnplanned);
  // 1.0.4 prints the first epochs and a prediction only, which covers the run where nothing is left to predict.
  add('no-actual-block', version === '1.0.4' && !isPart && !isCrash && !isUnplanned);
  add('no-actual-block', name.endsWith('verbose0') && is('1.1.3', '1.1.7'));
  // Totals in four decimals (1.0.4) or six (to 1.1.7) of a kWh are coarser than durations in 0.01 s where power is low.
  add('total-rounded', version === '1.0.4' && isUnplanned);
  add('total-rounded', name === 'cpu1_e3_p1' && is('1.1.1', '1.1.7'));
  add('total-rounded', name.startsWith('cpu_tiny') && version !== '1.0.4' && !lacksTotal);
  add('total-rounded', name.endsWith('prec0') && numberOf(version) >= numberOf('1.1.3') && !lacksTotal);
  return faults;
}

/** Facts below a warning that a scenario is about. */
function factsOf({ dir, version }: Truth): string[] {
  const name = dir.split('/')[1] ?? '';
  const facts: string[] = [];
  if (version.startsWith('1.0.')) facts.push('pue-missing');
  if (name.endsWith('tworuns') && between(version, '1.0.0', '1.2.5')) facts.push('doubled-lines');
  if (/stop_after4$/.test(name) && (between(version, '1.1.0', '1.1.7') || !name.includes('p0')))
    facts.push('epoch-count');
  if (name.endsWith('geoDK')) facts.push('intensity-fallback');
  if (name.startsWith('cli_sim')) facts.push('power-maybe-simulated');
  return facts;
}

describe.skipIf(!hasShared)('the audit of every recorded directory', () => {
  it.each(truth.map((entry) => [entry.dir, entry] as const))('%s', async (dir, entry) => {
    const { runs, energyKwh, logged, findings } = await auditLogs(sharedLogs('generated', dir));
    const faults = findings.filter(({ severity }) => severity !== 'info').map(({ code }) => code);
    expect(new Set(faults)).toEqual(faultsOf(entry));
    const codes = findings.map(({ code }) => code);
    for (const fact of factsOf(entry)) if (energyKwh > 0) expect(codes).toContain(fact);
    if (dir.endsWith('liveDK')) expect(codes).not.toContain('intensity-fallback');
    if (!entry.version.startsWith('1.0.')) expect(codes).not.toContain('pue-missing');
    expect(runs).toBe(entry.expected.runs);
    // What the faults change is the whole difference between the logged total and the truth.
    const changing = ['devices-averaged', 'prediction-counted', 'total-rounded'];
    const effects = findings.filter(({ code }) => changing.includes(code));
    const effectKwh = effects.reduce((sum, finding) => sum + (finding.effectKwh ?? 0), 0);
    const toleranceKwh = entry.expected.rel_tol * energyKwh + 1e-12;
    expect(Math.abs(logged.energyKwh + effectKwh - entry.expected.energy_kWh)).toBeLessThanOrEqual(toleranceKwh);
  });
});

describe.skipIf(!hasShared)('the audit of real logs', () => {
  it('names every run with its files, and no figure that is none', async () => {
    const { runs, findings } = await auditLogs(sharedLogs('real'));
    expect(runs).toBeGreaterThan(150);
    expect(findings.length).toBeGreaterThan(runs);
    for (const { loggedKwh, correctKwh, rangeKwh, effectKwh, effectCo2eqG, files, runs: named } of findings) {
      const figures = [loggedKwh, correctKwh, effectKwh, effectCo2eqG, ...(rangeKwh ?? [])];
      expect(figures.every((figure) => figure === null || Number.isFinite(figure))).toBe(true);
      if (rangeKwh !== null) expect(rangeKwh[0]).toBeLessThanOrEqual(rangeKwh[1]);
      expect(files.length + (named?.length ?? 0)).toBeGreaterThan(0);
    }
  });
});
