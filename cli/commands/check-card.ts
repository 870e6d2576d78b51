import type { ArgumentsCamelCase, Argv } from 'yargs';
import { RangeTotals, RunTotals } from '../../src/accounting/index.ts';
import { formatMass, formatMassRange } from '../../src/model/numbers.ts';
import type { Finding } from '../../src/model/run.ts';
import { plural } from '../../src/model/text.ts';
import {
  type CardCheck,
  type CardEmissions,
  checkCard,
  type LoggedEmissions,
  readCardEmissions,
} from '../../src/report/statement/index.ts';
import { FindingTotals } from '../findings.ts';
import { type Command, flag } from '../help.ts';
import { readCard } from '../model-card.ts';
import { clean, EXIT, type Terminal, toJson } from '../terminal.ts';
import { entriesOfCommand, noteNoLogs, type ReadArguments, withReadArguments, withSameMachine } from './common.ts';
import { type FactorArguments, givenFactors, withFactorArguments } from './factors.ts';

interface CheckCardArguments extends ReadArguments, FactorArguments {
  card: string;
  json: boolean;
}

/** `ct-parse check-card`: problems of the emissions of a model card. */
export const checkCardCommand: Command<CheckCardArguments> = {
  command: 'check-card <card> [logs...]',
  describe: 'check the emissions of a model card, alone or against logs',
  builder: (yargs: Argv) => {
    const card = yargs.positional('card', {
      describe: 'model card, such as README.md',
      type: 'string',
      demandOption: true,
    });
    return withSameMachine(withFactorArguments(withReadArguments(card, { demandLogs: false }))).option(
      'json',
      flag('print the check as JSON'),
    ) as unknown as Argv<CheckCardArguments>;
  },
  examples: [
    { command: 'ct-parse check-card README.md', does: 'unit slips and missing keys of co2_eq_emissions' },
    { command: 'ct-parse check-card README.md ./logs', does: 'whether the card has the figure of these logs' },
  ],
  notes: [
    'Exit code 1: the card is wrong, has no emissions, or differs from the logs by more than 1 % and its rounding.',
  ],
  run: runCheckCard,
};

async function runCheckCard(args: ArgumentsCamelCase<CheckCardArguments>, terminal: Terminal): Promise<number> {
  const card = await readCardEmissions(await readCard(args.card));
  const logs = args.logs ?? [];
  const tally = new FindingTotals({ keepAll: args.verbose });
  const totals = logs.length === 0 ? null : await readTotals({ ...args, logs }, tally, terminal);
  if (totals?.runs === 0) {
    tally.note(terminal);
    return noteNoLogs(args, tally, terminal);
  }
  const check = checkCard(card, totals);
  await terminal.print(
    args.json ? `${toJson(record(args.card, card, totals, check), 2)}\n` : text(args.card, card, totals, check),
  );
  tally.note(terminal);
  const isWrong = check.problems.some(({ severity }) => severity === 'error') || (args.strict && tally.hasErrors);
  return isWrong ? EXIT.unusable : EXIT.done;
}

/** What the logs add up to. */
interface LogTotals extends LoggedEmissions {
  runs: number;
  energyKwh: number;
  /** Runs of which the CO2eq is unknown. */
  co2eqUnknownRuns: number;
}

async function readTotals(
  args: CheckCardArguments & { logs: string[] },
  tally: FindingTotals,
  terminal: Terminal,
): Promise<LogTotals> {
  const factors = await givenFactors(args);
  const [sum, ranges] = [new RunTotals(), new RangeTotals()];
  const onFinding = (finding: Finding): void => ranges.addFinding(finding);
  for await (const entry of entriesOfCommand(args, tally, terminal, { factors, onFinding })) {
    sum.add(entry.figures);
    await ranges.addEntry(entry);
  }
  const { runs, energyKwh, co2eqG, co2eqUnknownRuns, logged } = sum.result();
  // A sum without some of its runs is not what the card should have.
  const known = co2eqUnknownRuns > 0 ? null : co2eqG;
  return {
    runs,
    energyKwh,
    co2eqUnknownRuns,
    co2eqG: known,
    loggedG: logged.co2eqG,
    rangeG: ranges.result()?.co2eqG ?? null,
  };
}

function record(
  card: string,
  emissions: CardEmissions,
  logs: LogTotals | null,
  { agrees, problems }: CardCheck,
): object {
  const { form, emissionsG, fields } = emissions;
  return { card, form, emissionsG, fields, logs, agrees, problems };
}

function text(
  file: string,
  { emissionsG, form }: CardEmissions,
  logs: LogTotals | null,
  { agrees, problems }: CardCheck,
): string {
  const lines = [
    `${clean(file)}: ${emissionsG === null ? 'no emissions' : formatMass(emissionsG)}${form === 'number' ? ' (a bare number)' : ''}`,
  ];
  if (logs !== null) {
    const range = logs.rangeG === null ? '' : ` (${formatMassRange(logs.rangeG)})`;
    const { runs, co2eqUnknownRuns: unknown } = logs;
    const missing = `CO2eq unknown for ${unknown === runs ? plural(runs, 'run') : `${unknown} of ${plural(runs, 'run')}`}`;
    lines.push(
      `logs: ${logs.co2eqG === null ? missing : `${formatMass(logs.co2eqG)}${range} in ${plural(runs, 'run')}`}`,
    );
  }
  for (const { code, severity, message } of problems) lines.push(`${severity}: ${code}: ${clean(message)}`);
  if (agrees === true) lines.push('The card agrees with the logs.');
  else if (problems.length === 0) lines.push('Nothing was found.');
  return `${lines.join('\n')}\n`;
}
