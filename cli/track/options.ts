/** Options of ct-track. Parsed by hand: a library for it would cost more time than the rest of the start. */
import { CtError } from '../../src/model/errors.ts';
import type { TrackerOptions } from '../../src/tracker/options.ts';

/** What the command line asks for. */
export interface CommandLine {
  action: 'run' | 'doctor' | 'help' | 'version';
  options: TrackerOptions;
  epochPattern: string | null;
  json: boolean;
  /** A token on the command line is seen by every user of the machine. */
  hasTokenInArguments: boolean;
  /** False leaves configuration files unread. */
  readsConfiguration: boolean;
  /** Configuration files that were read. */
  configurations: string[];
  command: string[];
}

type Apply = (line: CommandLine, value: string) => void;

interface Option {
  /** How the value is called in the help; null for a switch. */
  value: string | null;
  help: string;
  apply: Apply;
}

function number(name: string, value: string): number {
  const read = value.trim() === '' ? Number.NaN : Number(value);
  if (Number.isNaN(read)) throw new CtError('USAGE', `${name} needs a number, not '${value}'`);
  return read;
}

/** An option that sets one argument of the tracker. */
function text(key: keyof TrackerOptions, value: string, help: string): Option {
  return { value, help, apply: (line, given) => Object.assign(line.options, { [key]: given }) };
}

function numeric(name: string, key: keyof TrackerOptions, value: string, help: string): [string, Option] {
  const apply: Apply = (line, given) => Object.assign(line.options, { [key]: number(`--${name}`, given) });
  return [name, { value, help, apply }];
}

function flag(key: keyof TrackerOptions, set: unknown, help: string): Option {
  return { value: null, help, apply: (line) => Object.assign(line.options, { [key]: set }) };
}

/** In the order of the help. */
const OPTIONS = new Map<string, Option>([
  ['log-dir', text('logDir', 'DIR', 'where the logs go (default ./logs)')],
  ['log-file-prefix', text('logFilePrefix', 'TEXT', 'in front of the names of the files')],
  numeric('epochs', 'epochs', 'N', 'planned epochs; with --epoch-pattern'),
  [
    'epoch-pattern',
    {
      value: 'REGEX',
      help: "read epochs from the command's output: 'Epoch (\\d+)', or keras, lightning, huggingface",
      apply: (line, given) => {
        line.epochPattern = given;
      },
    },
  ],
  numeric(
    'epochs-before-pred',
    'epochsBeforePred',
    'N',
    'epochs before the first prediction (default 1, all -1, none 0)',
  ),
  numeric('monitor-epochs', 'monitorEpochs', 'N', 'epochs to monitor (default -1, all)'),
  numeric('update-interval', 'updateInterval', 'S', 'seconds between two samples (default 1)'),
  ['components', text('components', 'LIST', 'all (default), gpu, cpu or gpu,cpu')],
  ['devices-by-pid', flag('devicesByPid', true, 'count only GPUs on which the command computes')],
  numeric('decimal-precision', 'decimalPrecision', 'N', 'decimals of energy and CO2eq in the logs (default 12)'),
  ['no-interpretable', flag('interpretable', false, 'no equivalents in km by car')],
  ['verbose', flag('verbose', 2, 'say more on stderr')],
  ['quiet', flag('verbose', 0, 'say nothing on stderr')],
  ['ignore-errors', flag('ignoreErrors', true, 'run the command even where the logs cannot be written')],
  ['sim-cpu', text('simCpu', 'NAME', 'simulate a CPU')],
  numeric('sim-cpu-tdp', 'simCpuTdp', 'W', 'its TDP'),
  numeric('sim-cpu-util', 'simCpuUtil', 'SHARE', 'its load (default 0.5)'),
  ['sim-gpu', text('simGpu', 'NAME', 'simulate a GPU')],
  numeric('sim-gpu-watts', 'simGpuWatts', 'W', 'its full power'),
  numeric('sim-gpu-util', 'simGpuUtil', 'SHARE', 'its load (default 0.5)'),
  numeric('cpu-tdp', 'cpuTdp', 'W', 'TDP of one CPU socket, for the load model'),
  [
    'cpu-load',
    text('cpuLoad', 'WHOSE', 'load of the model: machine (default), or tree: only the command and its children'),
  ],
  numeric('pue', 'pue', 'X', 'power usage effectiveness (default 1.58)'),
  [
    'country',
    text(
      'country',
      'CODE',
      'whose average carbon intensity counts, such as DK (or CT_COUNTRY, or a configuration file)',
    ),
  ],
  numeric('intensity', 'intensity', 'G', 'carbon intensity in g/kWh'),
  [
    'intensity-provider',
    text('intensityProvider', 'NAME', 'live values: electricitymaps, carbonintensity-gb, energidataservice'),
  ],
  [
    'electricitymaps-token',
    {
      value: 'TOKEN',
      help: 'better: ELECTRICITY_MAPS_TOKEN, or ELECTRICITY_MAPS_TOKEN_FILE',
      apply: (line, given) => {
        line.options.apiKeys = { electricitymaps: given };
        line.hasTokenInArguments = true;
      },
    },
  ],
  ['locate', flag('locate', true, 'ask the network in which country this is')],
  [
    'no-config',
    {
      value: null,
      help: 'read no configuration file',
      apply: (line) => {
        line.readsConfiguration = false;
      },
    },
  ],
  ['powercap-root', text('powercapRoot', 'DIR', 'where the powercap tree is (default /sys/class/powercap)')],
  ['psys', flag('psys', true, 'the whole platform (RAPL psys) in place of packages and memory')],
]);

/**
 * Reads the arguments. Options end at the first word that is none, or at `--`: everything behind belongs to the command.
 *
 * @throws CtError USAGE
 */
export function readCommandLine(args: readonly string[]): CommandLine {
  const line: CommandLine = {
    action: 'run',
    options: {},
    epochPattern: null,
    json: false,
    hasTokenInArguments: false,
    readsConfiguration: true,
    configurations: [],
    command: [],
  };
  const rest = [...args];
  while (rest[0]?.startsWith('-')) {
    const word = rest.shift() ?? '';
    if (word === '--') {
      line.command = rest;
      return requireCommand(line);
    }
    if (word === '--help' || word === '-h') return { ...line, action: 'help' };
    if (word === '--version') return { ...line, action: 'version' };
    applyOption(line, word, rest);
  }
  if (rest[0] === 'doctor') {
    const unknown = rest.slice(1).find((word) => word !== '--json');
    if (unknown !== undefined)
      throw new CtError('USAGE', `doctor knows only --json, not '${unknown}'; a command of that name goes behind --`);
    return { ...line, action: 'doctor', json: rest.includes('--json') };
  }
  line.command = rest;
  return requireCommand(line);
}

function requireCommand(line: CommandLine): CommandLine {
  if (line.command.length === 0) throw new CtError('USAGE', 'which command shall run? Try ct-track --help');
  return line;
}

function applyOption(line: CommandLine, word: string, rest: string[]): void {
  const equals = word.indexOf('=');
  const spelled = equals === -1 ? word : word.slice(0, equals);
  // carbontracker spells its options with underscores.
  const option = spelled.startsWith('--') ? OPTIONS.get(spelled.slice(2).replaceAll('_', '-')) : undefined;
  if (option === undefined) throw new CtError('USAGE', `unknown option ${spelled}; try ct-track --help`);
  if (option.value === null) {
    if (equals !== -1) throw new CtError('USAGE', `${spelled} takes no value`);
    option.apply(line, '');
    return;
  }
  const value = equals === -1 ? rest.shift() : word.slice(equals + 1);
  if (value === undefined) throw new CtError('USAGE', `${spelled} needs a value (${option.value})`);
  option.apply(line, value);
}

/** Text of `--help`. */
export function helpText(): string {
  const names = [...OPTIONS].map(([name, { value }]) => `--${name}${value === null ? '' : ` ${value}`}`);
  const width = Math.max(...names.map((name) => name.length));
  const lines = [...OPTIONS.values()].map(({ help }, i) => `  ${(names[i] ?? '').padEnd(width)}  ${help}`);
  return [
    'ct-track [options] [--] command...   runs the command and measures its energy',
    'ct-track doctor [--json]             what can be measured here, and how to allow it',
    '',
    ...lines,
    '',
    'Options end at the first word that is none, or at --. Underscores work too (--log_dir).',
    'Defaults may stand in ./ct-track.json and in ~/.config/ct-track/config.json, such as { "country": "DK" }.',
    "ct-track's own words go to stderr; the exit status is that of the command.",
  ].join('\n');
}
