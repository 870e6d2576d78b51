import type { ArgumentsCamelCase, Argv } from 'yargs';
import { CtError } from '../../src/model/errors.ts';
import { formatEnergy, formatEnergyPair, formatMass, formatMassPair } from '../../src/model/numbers.ts';
import { cutEnd, plural } from '../../src/model/text.ts';
import type { ReportDocument } from '../../src/report/document/index.ts';
import type { Amounts, ChangedEntry, LogsCheck, StatedTotal, Verification } from '../../src/verify.ts';
import { isFolder, readGiven } from '../given-file.ts';
import { type Command, flag } from '../help.ts';
import { clean, EXIT, type Terminal, toJson } from '../terminal.ts';
import { groupedBy } from './grouping.ts';

interface VerifyArguments {
  report: string;
  logs: string[] | undefined;
  manifest: string | undefined;
  json: boolean;
  verbose: boolean;
}

/** `ct-parse verify`: whether a report follows from its own data and from logs. */
export const verifyCommand: Command<VerifyArguments> = {
  command: 'verify <report> [logs...]',
  describe: 'check a report against its own data and against logs',
  builder: (yargs: Argv) =>
    yargs
      .positional('report', { describe: 'PDF or HTML report of ct-parse', type: 'string', demandOption: true })
      .positional('logs', { describe: 'log files, folders, archives, tables or patterns', type: 'string' })
      .option('manifest', { describe: 'the manifest that the report was made with', type: 'string', requiresArg: true })
      .option('verbose', flag('list every run that differs'))
      .option('json', flag('print the result as JSON')) as unknown as Argv<VerifyArguments>,
  examples: [
    { command: 'ct-parse verify report.pdf', does: 'whether its total follows from the runs in it' },
    { command: 'ct-parse verify report.pdf ./logs', does: 'whether these logs give the same figures' },
  ],
  notes: [
    'The options that the report was made with apply to the logs too. Exit code 1: the report does not hold, or the logs are others.',
  ],
  run: runVerify,
};

async function runVerify(args: ArgumentsCamelCase<VerifyArguments>, terminal: Terminal): Promise<number> {
  // Loaded here so that other commands start without it.
  const { documentInReport } = await import('../../src/report/read/index.ts');
  const { verifyDocument } = await import('../../src/verify.ts');
  const document = documentInReport(await bytesOf(args.report), args.report);
  const logs = args.logs === undefined || args.logs.length === 0 ? null : args.logs;
  const options = logs === null ? {} : await manifestOptions(document, args, logs);
  const result = await verifyDocument(document, logs, options);
  await terminal.print(
    args.json ? `${toJson(record(args.report, document, result), 2)}\n` : text(args, document, result),
  );
  return result.verified ? EXIT.done : EXIT.unusable;
}

async function bytesOf(file: string): Promise<Buffer> {
  try {
    return await readGiven(file);
  } catch (error) {
    if (isFolder(file)) {
      throw new CtError(
        'UNREADABLE',
        `${file} is a folder; the report comes first: ct-parse verify report.pdf ${file}`,
        {
          cause: error,
        },
      );
    }
    if (!(error instanceof CtError) || error.code !== 'NOT_FOUND') throw error;
    throw new CtError('NOT_FOUND', `no such report: ${file}`, { cause: error });
  }
}

/** Runs to leave out, and machines, from the manifest of the report. */
async function manifestOptions(
  { options }: ReportDocument,
  { manifest = options.manifest ?? undefined }: VerifyArguments,
  logs: readonly string[],
): Promise<object> {
  if (manifest === undefined) return {};
  const grouped = await groupedBy({ groupBy: undefined, manifest }, { logs, asLogged: options.asLogged });
  const { leaveOut, sameMachine } = grouped?.wishes ?? {};
  return { ...(leaveOut === undefined ? {} : { leaveOut }), ...(sameMachine === undefined ? {} : { sameMachine }) };
}

/** What `--json` prints. */
function record(report: string, document: ReportDocument, { verified, ...result }: Verification): object {
  const { writer, commandLine, date, inputs } = document;
  return { report, verified, ...{ writer, commandLine, date, inputs }, ...result };
}

const MOST_LISTED = 20;

function text(args: VerifyArguments, document: ReportDocument, result: Verification): string {
  const { stated, own, logs, verified } = result;
  const report = clean(args.report);
  if (own !== null) {
    const [total, sum] = differing(own.stated, own.computed);
    const figures = total === sum ? '' : `: it states ${total}, and its runs give ${sum}`;
    return `not verified: ${report} was changed or damaged; ${clean(own.message)}${figures}\n`;
  }
  if (logs === null) {
    return `verified: ${totalText(stated)}; the total follows from the runs in the report, no logs were given\n`;
  }
  if (verified) return `verified: ${totalText(stated)}, same ${document.inputs.files > 0 ? 'logs' : 'runs'}\n`;
  // A list of all runs as missing would say less, of a page or an empty folder given as logs.
  if (logs.total.runs === 0) return `not verified: no runs were found in ${(args.logs ?? []).map(clean).join(', ')}\n`;
  const [total, sum] = differing(stated, logs.total);
  const head =
    total === sum
      ? `not verified: these are not the logs of ${report}, although both give ${total}`
      : `not verified: ${report} states ${total}; these logs give ${sum}`;
  const lines = differences(logs);
  const shown = args.verbose ? lines : lines.slice(0, MOST_LISTED);
  const more = lines.length - shown.length;
  return `${[head, ...shown, ...(more > 0 ? [`and ${more} more; --verbose lists them`] : [])].join('\n')}\n`;
}

function differences({ missing, added, changed }: LogsCheck): string[] {
  return [
    ...missing.map((run) => `missing: ${clean(run.runId)} (${amountText(run)})`),
    ...added.map((run) => `added: ${clean(run.runId)} (${amountText(run)})`),
    ...changed.flatMap((run) => [`changed: ${clean(run.runId)} (${changeText(run)})`, ...fieldLines(run)]),
  ];
}

/** Fields shown per run; `--json` has more. */
const MOST_FIELDS = 5;
const LONGEST_VALUE = 60;

function fieldLines({ fields }: ChangedEntry): string[] {
  if (fields.length === 0) return ['  the bytes of its files differ; what is read from them does not'];
  const lines = fields.slice(0, MOST_FIELDS).map(({ field, stated, found }) => {
    const [before, after] = valuePair(stated, found);
    return `  ${clean(field)}: ${before} in the report, ${after} in these logs`;
  });
  const more = fields.length - lines.length;
  return more > 0 ? [...lines, `  and ${plural(more, 'more field')}; --json lists them`] : lines;
}

const FEWEST_DIGITS = 6;
/** No two numbers need more to differ. */
const MOST_DIGITS = 17;

/** Two values that differ; of two numbers as many digits as show it, but no fewer than six. */
function valuePair(stated: unknown, found: unknown): [string, string] {
  if (typeof stated !== 'number' || typeof found !== 'number') return [valueText(stated), valueText(found)];
  let digits = FEWEST_DIGITS;
  while (digits < MOST_DIGITS && stated.toPrecision(digits) === found.toPrecision(digits)) digits += 1;
  return [valueText(Number(stated.toPrecision(digits))), valueText(Number(found.toPrecision(digits)))];
}

const valueText = (value: unknown): string =>
  cutEnd(clean(typeof value === 'string' ? value : JSON.stringify(value)), LONGEST_VALUE);

function changeText({ stated, found, sameFigures }: ChangedEntry): string {
  if (sameFigures) return `${amountText(stated)} in both`;
  const isEnergy = stated.energyKwh !== found.energyKwh;
  const [before, after] = isEnergy ? formatEnergyPair(stated.energyKwh, found.energyKwh) : massPair(stated, found);
  if (before === after) return `${amountText(stated)} in both but for the last digits`;
  return `${before} in the report, ${after} in these logs`;
}

/** CO2eq of two figures with as many digits as make it differ. */
function massPair({ co2eqG: a }: Amounts, { co2eqG: b }: Amounts): [string, string] {
  if (a === null || b === null) return [massText(a), massText(b)];
  const [before, after] = formatMassPair(a, b);
  return [`${before} CO2eq`, `${after} CO2eq`];
}

const massText = (co2eqG: number | null): string => (co2eqG === null ? 'CO2eq unknown' : `${formatMass(co2eqG)} CO2eq`);

const amountText = ({ energyKwh, co2eqG }: Amounts): string => `${formatEnergy(energyKwh)}, ${massText(co2eqG)}`;

const totalText = (total: StatedTotal): string => `${amountText(total)}, ${plural(total.runs, 'run')}`;

/** Two totals with as many digits as make them differ. */
function differing(a: StatedTotal, b: StatedTotal): [string, string] {
  const [left, right] = formatEnergyPair(a.energyKwh, b.energyKwh);
  const textWith = (total: StatedTotal, energy: string): string =>
    `${energy}, ${massText(total.co2eqG)}, ${plural(total.runs, 'run')}`;
  if (a.energyKwh === b.energyKwh) return [totalText(a), totalText(b)];
  return [textWith(a, left), textWith(b, right)];
}
