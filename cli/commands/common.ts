/** What the reading commands share: their arguments, the reading itself, and its end. */
import type { Argv } from 'yargs';
import type { Pricing, Totals } from '../../src/accounting/index.ts';
import { type AssessedRun, assessRuns } from '../../src/assessed.ts';
import type { Finding } from '../../src/model/run.ts';
import type { FindingsTally } from '../findings.ts';
import { Progress } from '../progress.ts';
import { EXIT, tell } from '../terminal.ts';

export interface ReadArguments {
  logs: string[];
  recursive: boolean;
  strict: boolean;
  verbose: boolean;
}

/** Declares the arguments of a command that reads logs; `demandLogs: false` where something else can stand for them. */
export function withReadArguments<T>(yargs: Argv<T>, { demandLogs = true } = {}): Argv<T & ReadArguments> {
  return yargs
    .positional('logs', { describe: 'log files, folders or patterns', type: 'string', demandOption: demandLogs })
    .option('recursive', { describe: 'look into sub-folders (--no-recursive: do not)', type: 'boolean', default: true })
    .option('strict', { describe: 'exit 1 when a finding is an error', type: 'boolean', default: false })
    .option('verbose', { describe: 'list every finding', type: 'boolean', default: false }) as unknown as Argv<
    T & ReadArguments
  >;
}

/** What a command wants to hear of while it reads. */
export interface Listening {
  /** Null where the data themselves appear as they are read. */
  progress?: Progress | null;
  onFinding?: (finding: Finding) => void;
  /** Find also what only an audit asks for. */
  audit?: boolean;
  /** Factors that replace the logged ones. */
  pricing?: Pricing;
}

/** The runs of a command's logs, one after the other; their findings go to the tally, their number to the terminal. */
export async function* assessedRuns(
  { logs, recursive }: ReadArguments,
  tally: FindingsTally,
  { progress = new Progress(), onFinding, audit = false, pricing = {} }: Listening = {},
): AsyncGenerator<AssessedRun> {
  let read = 0;
  const hear = (finding: Finding): void => {
    tally.addLoose(finding);
    onFinding?.(finding);
  };
  try {
    for await (const assessed of assessRuns(logs, { recursive, onFinding: hear, audit, pricing })) {
      tally.addRun(assessed.run, assessed.account);
      read += 1;
      progress?.show(() => `${read} runs read`);
      yield assessed;
    }
  } finally {
    progress?.end();
  }
}

/** Tells how many runs there were and on what their figures rest. */
export function tellBasis({ runs, basis, co2eqUnknownRuns }: Totals): void {
  const parts = Object.entries(basis)
    .filter(([, part]) => part.runs > 0)
    .map(([name, part]) => `${part.runs} ${name === 'none' ? 'not measured' : name}`);
  const unknown = co2eqUnknownRuns > 0 ? `; CO2eq unknown for ${co2eqUnknownRuns}` : '';
  tell(`${runs} ${runs === 1 ? 'run' : 'runs'}: ${parts.join(', ')}${unknown}`);
}

/** The exit code once everything is read; says so when there was nothing. */
export function finish(runs: number, tally: FindingsTally, args: ReadArguments): number {
  tally.tell();
  if (runs === 0) return tellNoLogs(args);
  return args.strict && tally.hasErrors ? EXIT.unusable : EXIT.done;
}

/** Says that there was nothing to read. */
export function tellNoLogs({ logs, recursive }: ReadArguments): number {
  const where = recursive ? '' : ' (sub-folders were left out)';
  tell(`ct-parse: no carbontracker logs found in ${logs.join(', ')}${where}`);
  return EXIT.unusable;
}
