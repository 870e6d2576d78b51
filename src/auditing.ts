/** Logs -> totals and every fact that changes how far they can be trusted. */
import { Aggregator, type AuditEntry, auditFinding, auditRun, type Totals } from './accounting/index.ts';
import { type AssessedRun, assessRuns, type ReadOptions } from './assessed.ts';
import type { Finding } from './model/run.ts';

/** The totals of logs, and every fact that changes how far they can be trusted. */
export interface Audit extends Pick<Totals, 'runs' | 'energyKwh' | 'co2eqG' | 'logged'> {
  findings: AuditEntry[];
}

/**
 * Audits runs that are read as they come.
 *
 * @param loose findings of no run, which whoever reads the runs adds to as it goes
 */
export async function auditRuns(runs: AsyncIterable<AssessedRun>, loose: readonly Finding[]): Promise<Audit> {
  const findings: AuditEntry[] = [];
  const aggregator = new Aggregator();
  for await (const { run, account } of runs) {
    aggregator.add(account);
    for (const entry of auditRun(run, account)) findings.push(entry);
  }
  const { runs: count, energyKwh, co2eqG, logged } = aggregator.totals();
  return { runs: count, energyKwh, co2eqG, logged, findings: [...findings, ...loose.map(auditFinding)] };
}

/**
 * Audits the logs below a folder.
 *
 * @throws CtError NOT_FOUND when a path does not exist
 */
export async function auditLogs(paths: string | readonly string[], options: ReadOptions = {}): Promise<Audit> {
  const loose: Finding[] = [];
  const onFinding = (finding: Finding): void => {
    loose.push(finding);
    options.onFinding?.(finding);
  };
  return auditRuns(assessRuns(paths, { ...options, audit: true, onFinding }), loose);
}
