/** docs/cli.md, made from what the commands declare. */
import type { Argv, Options } from 'yargs';
import { aggregateCommand } from '../../cli/commands/aggregate.ts';
import { auditCommand } from '../../cli/commands/audit.ts';
import { checkCardCommand } from '../../cli/commands/check-card.ts';
import { datasetCommand } from '../../cli/commands/dataset.ts';
import { diffCommand } from '../../cli/commands/diff.ts';
import { figuresCommand } from '../../cli/commands/figures.ts';
import { parseCommand } from '../../cli/commands/parse.ts';
import { reportCommand } from '../../cli/commands/report.ts';
import { runsCommand } from '../../cli/commands/runs.ts';
import { slurmCommand } from '../../cli/commands/slurm.ts';
import { statementCommand } from '../../cli/commands/statement.ts';
import { verifyCommand } from '../../cli/commands/verify.ts';
import { viewCommand } from '../../cli/commands/view.ts';
import { watchCommand } from '../../cli/commands/watch.ts';
import { type Declared, declaredBy } from '../../cli/declared.ts';
import { HELP_PARTS, type HelpEnd } from '../../cli/help.ts';
import { EXIT } from '../../cli/terminal.ts';
import { DOCTOR_HELP, type Help, spelled, TRACK_HELP } from '../../cli/track/help.ts';
import { OPTION_GROUPS } from '../../cli/track/options.ts';

/** What the page needs of a command, whatever its arguments are. */
interface Command extends HelpEnd {
  command: string;
  describe: string;
  builder: (yargs: Argv<object>) => unknown;
}

export const COMMANDS: readonly Command[] = [
  aggregateCommand,
  runsCommand,
  auditCommand,
  statementCommand,
  parseCommand,
  reportCommand,
  figuresCommand,
  checkCardCommand,
  datasetCommand,
  diffCommand,
  verifyCommand,
  viewCommand,
  watchCommand,
  slurmCommand,
];

const code = (text: string): string => `\`${text}\``;
const cell = (text: string): string => text.replaceAll('|', '\\|');

/** The values of an option: its choices, or their type. */
function kindOfValue({ type, choices, array }: Options): string {
  if (choices !== undefined) return choices.map((choice) => code(String(choice))).join(', ');
  if (type === 'boolean') return '';
  return `${type ?? 'string'}${array === true ? ', one or more' : ''}`;
}

function defaultOf({ default: value, defaultDescription, demandOption }: Options): string {
  if (demandOption === true) return 'required';
  if (value === undefined || value === false) return defaultDescription ?? '';
  return value === true ? 'on' : code(String(value));
}

function optionRow({ name, options, part }: Declared): string {
  const spelling = part === HELP_PARTS.positionals ? name : `--${name}`;
  const alias = options.alias === undefined ? '' : `, ${code(`-${String(options.alias)}`)}`;
  const cells = [code(spelling) + alias, kindOfValue(options), defaultOf(options), options.describe ?? ''];
  return `| ${cells.map(cell).join(' | ')} |`;
}

/** Its options by the parts of the help, in their order. */
function optionTables(declared: readonly Declared[]): string {
  const rows = Object.values(HELP_PARTS).flatMap((part) => declared.filter((one) => one.part === part).map(optionRow));
  return ['| argument | value | default | |', '|---|---|---|---|', ...rows].join('\n');
}

const examplesText = ({ examples, notes = [] }: HelpEnd): string =>
  [
    '```text',
    ...examples.flatMap(({ command, does }) => [command, `    ${does}`]),
    '```',
    ...notes.flatMap((note) => ['', note]),
  ].join('\n');

const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;

function commandSection(command: Command): string {
  const [name = ''] = command.command.split(' ');
  return [
    `## ct-parse ${name}`,
    code(`ct-parse ${command.command}`),
    sentence(command.describe),
    optionTables(declaredBy(command).filter(({ options }) => options.hidden !== true)),
    examplesText(command),
  ].join('\n\n');
}

function trackSection(title: string, help: Help, tables: readonly string[]): string {
  return [`## ${title}`, code(help.usage), help.purpose, ...tables, examplesText(help)].join('\n\n');
}

const trackTable = (): string =>
  [
    '| option | |',
    '|---|---|',
    ...OPTION_GROUPS.flatMap(({ options }) =>
      options.map(([name, { value, help }]) => `| ${code(spelled(name, value))} | ${cell(help)} |`),
    ),
  ].join('\n');

const EXIT_MEANS: Record<keyof typeof EXIT, string> = {
  done: 'done',
  unusable:
    'the input could not be used; or a finding is an error (`audit`, `--strict`); or `diff --exit-code` found differences',
  usage: 'wrong usage',
};

/** Variables of the environment; a test looks for each in the source. */
export const ENVIRONMENT: Record<string, string> = {
  CT_COUNTRY: '`ct-track`: as `--country`, before configuration files and after the option',
  CT_PRICE_AREA: '`ct-track --intensity-provider energidataservice`: `DK1` or `DK2`',
  CT_TRACK_EPOCHS:
    '`ct-track` sets it for the command: the file to which a training appends its [epoch marks](epochs.md#epochs-that-the-training-marks)',
  CUDA_VISIBLE_DEVICES: '`ct-track`: the GPUs that count',
  ELECTRICITY_MAPS_TOKEN: '`ct-track --intensity-provider electricitymaps`: the token',
  ELECTRICITY_MAPS_TOKEN_FILE: '... or a file of mode 0600 with the token',
  SOURCE_DATE_EPOCH: '`ct-parse report`, `figures`: the date in the file, so that the same logs give the same bytes',
  XDG_CACHE_HOME:
    "`ct-parse`: folder of the user's caches (default `~/.cache`), where it keeps [compiled code](../SECURITY.md#compiled-code-that-is-kept)",
  XDG_CONFIG_HOME: '`ct-track`: folder of user configuration (default `~/.config`)',
};

const COMPLETION = `## ct-parse completion

Prints a script that completes commands, options and their choices; the shell completes files. It is for zsh if \`SHELL\` is
zsh, else for bash:

\`\`\`text
ct-parse completion >> ~/.bashrc
ct-parse completion >> ~/.zshrc      # after compinit
\`\`\`

\`ct-track\` has no completion, because it runs other commands.`;

/** The whole page. */
export function cliPage(): string {
  return `${[
    '# Commands',
    '`npm run docs` makes this page from the commands; `--help` says the same. A test runs the examples.',
    'Figures go to standard output, notes and warnings to standard error. Every command has `--help` and `--version`.',
    [
      '| exit code of ct-parse | |',
      '|---|---|',
      ...Object.entries(EXIT).map(([name, status]) => `| ${status} | ${EXIT_MEANS[name as keyof typeof EXIT]} |`),
    ].join('\n'),
    '`ct-track` ends with the exit code of the command. When signal n ended the command, ct-track ends by the same signal, or with 128 + n where that would dump core. Other codes: 127 the command was not found, 126 it cannot be executed, 2 wrong usage of ct-track, 1 ct-track itself failed.',
    [
      '| variable | |',
      '|---|---|',
      ...Object.entries(ENVIRONMENT).map(([name, text]) => `| \`${name}\` | ${text} |`),
    ].join('\n'),
    ...COMMANDS.map(commandSection),
    COMPLETION,
    trackSection('ct-track', TRACK_HELP, [trackTable()]),
    trackSection('ct-track doctor', DOCTOR_HELP, ['| option | |\n|---|---|\n| `--json` | print it as JSON |']),
  ].join('\n\n')}\n`;
}
