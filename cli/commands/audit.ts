import type { ArgumentsCamelCase, Argv } from 'yargs';
import { AuditTotals, auditFinding, RunTotals, type Totals } from '../../src/accounting/index.ts';
import { formatEnergy, formatMass } from '../../src/model/numbers.ts';
import type { Finding } from '../../src/model/run.ts';
import { auditEntries, auditWithCountry } from '../../src/pipeline.ts';
import { auditTable, SHOWN_NAMES } from '../audit-table.ts';
import { FindingTotals } from '../findings.ts';
import { type Command, flag } from '../help.ts';
import { EXIT, type Terminal, toJson } from '../terminal.ts';
import {
  checkedInputs,
  entriesOfCommand,
  noteBasis,
  noteNoLogs,
  type ReadArguments,
  type TableInputs,
  withInputs,
  withSameMachine,
} from './common.ts';

interface AuditArguments extends ReadArguments, TableInputs {
  json: boolean;
}

/** `ct-parse audit`: findings by code, with their effect. */
export const auditCommand: Command<AuditArguments> = {
  command: 'audit [logs...]',
  describe: 'list everything that affects how far you can trust a figure',
  builder: (yargs: Argv) =>
    withSameMachine(withInputs(yargs)).option(
      'json',
      flag('print totals and findings as JSON'),
    ) as unknown as Argv<AuditArguments>,
  examples: [
    { command: 'ct-parse audit ./logs', does: 'all kinds of findings below ./logs' },
    { command: 'ct-parse audit --verbose ./logs', does: 'every finding with its message' },
  ],
  notes: [
    'The effect is the change in the total or, after "up to", the width of the range that contains the actual figure. docs/findings.md explains each finding. Exit code 1: a finding is an error.',
  ],
  run: runAudit,
};

async function runAudit(given: ArgumentsCamelCase<AuditArguments>, terminal: Terminal): Promise<number> {
  const args = checkedInputs(given, 'audit');
  const tally = new FindingTotals({ keepAll: false });
  const runs = args.json ? await printJson(args, tally, terminal) : await printTable(args, tally, terminal);
  if (runs === 0) return noteNoLogs(args, tally, terminal);
  return tally.hasErrors ? EXIT.unusable : EXIT.done;
}

async function printJson(args: ReadArguments, tally: FindingTotals, terminal: Terminal): Promise<number> {
  const loose: Finding[] = [];
  const onFinding = (finding: Finding): void => void loose.push(finding);
  const audit = await auditEntries(entriesOfCommand(args, tally, terminal, { audit: true, onFinding }), loose);
  await terminal.print(`${toJson(audit, 2)}\n`);
  return audit.runs;
}

async function printTable(args: ReadArguments, tally: FindingTotals, terminal: Terminal): Promise<number> {
  const collected = new AuditTotals(args.verbose ? {} : { shownRuns: SHOWN_NAMES });
  const onFinding = (finding: Finding): void => collected.add(auditFinding(finding));
  const sums = new RunTotals();
  for await (const entry of entriesOfCommand(args, tally, terminal, { audit: true, onFinding })) {
    sums.add(entry.figures);
    const { energyKwh } = entry.figures.corrected;
    for (const finding of await auditWithCountry(entry)) collected.add(finding, energyKwh);
  }
  const totals = sums.result();
  const groups = collected.result();
  if (groups.length > 0) await terminal.print(auditTable(groups, terminal.tableColumns, args.verbose));
  else if (totals.runs > 0) await terminal.print('No findings: nothing limits these figures.\n');
  if (totals.runs > 0) {
    await terminal.print(`${totalsText(totals)}\n`);
    noteBasis(totals, terminal);
  }
  return totals.runs;
}

/** The totals as counted and as logged. */
function totalsText({ energyKwh, co2eqG, logged }: Totals): string {
  const text = (kwh: number, g: number | null): string =>
    `${formatEnergy(kwh)}, ${g === null ? 'CO2eq unknown' : `${formatMass(g)} CO2eq`}`;
  return `Counted: ${text(energyKwh, co2eqG)}. As logged: ${text(logged.energyKwh, logged.co2eqG)}.`;
}
