/** Options of ct-track, in the order of its help. */
import { CtError } from '../../src/model/errors.ts';
import type { TrackerOptions } from '../../src/tracker/command/index.ts';

/** What the command line asks for. */
export interface CommandLine {
  /** What ct-track does. */
  action: 'run' | 'doctor' | 'help' | 'doctor-help' | 'version';
  /** Options of the tracker, as given. */
  options: TrackerOptions;
  /** Pattern of the lines that show epochs, as given; null for none. */
  epochPattern: string | null;
  /** When such a line is printed, as given; null where not given. */
  epochAt: string | null;
  /** Whether `doctor` prints JSON. */
  json: boolean;
  /** Whether a token was given on the command line, where every user of the machine can see it. */
  hasTokenInArguments: boolean;
  /** Whether configuration files are read. */
  readsConfiguration: boolean;
  /** Configuration files that were read. */
  configurations: string[];
  /** Id of a process that runs already, as given; null for a command. */
  pid: string | null;
  /** Whether our Python modules are first on the path of the command. */
  python: boolean;
  /** Whether a line on the terminal shows the run while it goes on. */
  live: boolean;
  /** The command with its arguments; empty for none. */
  command: string[];
}

type Apply = (line: CommandLine, value: string) => void;

/** One option: its help, and how it changes the command line. */
interface Option {
  /** Name of the value in the help; null for a flag. */
  value: string | null;
  help: string;
  apply: Apply;
}

function number(name: string, value: string): number {
  const read = Number(value);
  if (Number.isNaN(read)) throw new CtError('USAGE', `${name} needs a number (got ${value})`);
  return read;
}

/** An option that sets one argument of the tracker. */
function text(key: keyof TrackerOptions, value: string, help: string): Option {
  return { value, help, apply: (line, given) => Object.assign(line.options, { [key]: given }) };
}

/** An option for the name of a simulated device, of which there is one: a second would replace it silently. */
function once(key: 'simGpu' | 'simCpu', help: string): Option {
  const kind = key === 'simGpu' ? 'gpu' : 'cpu';
  const apply: Apply = (line, name) => {
    if (line.options[key] !== undefined)
      throw new CtError('USAGE', `--sim-${kind} is given twice; one ${kind.toUpperCase()} can be simulated per run`);
    line.options[key] = name;
  };
  return { value: 'NAME', help, apply };
}

function numeric(name: string, key: keyof TrackerOptions, value: string, help: string): [string, Option] {
  const apply: Apply = (line, given) => Object.assign(line.options, { [key]: number(`--${name}`, given) });
  return [name, { value, help, apply }];
}

function flag(key: keyof TrackerOptions, set: unknown, help: string): Option {
  return { value: null, help, apply: (line) => Object.assign(line.options, { [key]: set }) };
}

/** A flag that is no argument of the tracker. */
function own(key: 'python' | 'live' | 'readsConfiguration', set: boolean, help: string): Option {
  const apply: Apply = (line) => {
    line[key] = set;
  };
  return { value: null, help, apply };
}

/** An option that keeps its value as it was given, for the command that runs. */
function given(key: 'pid' | 'epochPattern' | 'epochAt', value: string, help: string): Option {
  const apply: Apply = (line, text) => {
    line[key] = text;
  };
  return { value, help, apply };
}

/** Options that belong together, under a heading of the help. */
export interface OptionGroup {
  /** Heading of the help, without its colon. */
  title: string;
  /** Options by their name without hyphens. */
  options: readonly (readonly [name: string, option: Option])[];
}

/** All options, in the order of the help. */
export const OPTION_GROUPS: readonly OptionGroup[] = [
  {
    title: 'What runs',
    options: [
      ['python', own('python', true, 'put ct_track and a drop-in carbontracker on the PYTHONPATH of the command')],
      ['pid', given('pid', 'PID', 'measure a running process until it ends, in place of a command')],
    ],
  },
  {
    title: 'Logs',
    options: [
      ['log-dir', text('logDir', 'DIR', 'folder of the logs (default ./logs)')],
      ['log-file-prefix', text('logFilePrefix', 'TEXT', 'prefix of the file names')],
      numeric('decimal-precision', 'decimalPrecision', 'N', 'decimals of energy and CO2eq in the logs (default 12)'),
      ['no-interpretable', flag('interpretable', false, 'leave out equivalents in km by car')],
      [
        'ignore-errors',
        flag('ignoreErrors', true, 'accepted for carbontracker scripts; ct-track never stops the command'),
      ],
    ],
  },
  {
    title: 'Epochs',
    options: [
      [
        'epoch-pattern',
        given(
          'epochPattern',
          'REGEX',
          "how the output shows epochs: auto, the name of a program (keras, tqdm, ...), or 'Epoch (\\d+)'",
        ),
      ],
      [
        'epoch-at',
        given(
          'epochAt',
          'MOMENT',
          'whether the line marks the start or the end of an epoch (default: its words and the times decide)',
        ),
      ],
      numeric('epochs', 'epochs', 'N', 'planned epochs, shown by the output or by CT_TRACK_EPOCHS'),
      numeric('monitor-epochs', 'monitorEpochs', 'N', 'epochs to monitor (default -1, all)'),
      numeric(
        'epochs-before-pred',
        'epochsBeforePred',
        'N',
        'epochs before the first prediction (default 1, all -1, none 0)',
      ),
    ],
  },
  {
    title: 'Limits',
    options: [
      [
        'stop-and-confirm',
        flag('stopAndConfirm', true, 'stop the command after the first prediction and ask whether to go on'),
      ],
      numeric('max-kwh', 'maxKwh', 'N', 'most energy in kWh, with PUE, that the command may use'),
      numeric('max-co2eq-g', 'maxCo2eqG', 'N', 'most CO2eq in g that it may cause'),
      ['on-limit', text('onLimit', 'ACTION', 'what happens when one is passed: warn (default), or stop the command')],
    ],
  },
  {
    title: 'What is measured',
    options: [
      ['components', text('components', 'LIST', 'all (default), gpu, cpu or gpu,cpu')],
      ['devices-by-pid', flag('devicesByPid', true, 'count only GPUs that the command uses')],
      numeric('update-interval', 'updateInterval', 'S', 'seconds between samples (default 1)'),
      numeric('cpu-tdp', 'cpuTdp', 'W', 'TDP of one CPU socket, for the load model'),
      [
        'cpu-load',
        text('cpuLoad', 'SCOPE', 'load for the model: machine (default), or tree: only the command and its children'),
      ],
      ['psys', flag('psys', true, 'measure the whole platform (RAPL psys) instead of packages and memory')],
      ['powercap-root', text('powercapRoot', 'DIR', 'location of the powercap tree (default /sys/class/powercap)')],
    ],
  },
  {
    title: 'CO2eq',
    options: [
      numeric('pue', 'pue', 'X', 'power usage effectiveness (default 1.58)'),
      ['country', text('country', 'CODE', "use this country's average carbon intensity: DK, US, ... (or CT_COUNTRY)")],
      numeric('intensity', 'intensity', 'G', 'carbon intensity in g/kWh'),
      [
        'intensity-provider',
        text(
          'intensityProvider',
          'NAME',
          'source of live values: electricitymaps, carbonintensity-gb, energidataservice',
        ),
      ],
      [
        'electricitymaps-token',
        {
          value: 'TOKEN',
          help: 'token of electricitymaps; ELECTRICITY_MAPS_TOKEN and ELECTRICITY_MAPS_TOKEN_FILE are safer',
          apply: (line, given) => {
            line.options.apiKeys = { electricitymaps: given };
            line.hasTokenInArguments = true;
          },
        },
      ],
      ['locate', flag('locate', true, 'look up the country by IP address')],
    ],
  },
  {
    title: 'Simulated devices',
    options: [
      ['sim-gpu', once('simGpu', 'simulate a GPU')],
      numeric('sim-gpu-watts', 'simGpuWatts', 'W', 'its full power'),
      numeric('sim-gpu-util', 'simGpuUtil', 'SHARE', 'its load (default 0.5)'),
      ['sim-cpu', once('simCpu', 'simulate a CPU')],
      numeric('sim-cpu-tdp', 'simCpuTdp', 'W', 'its TDP'),
      numeric('sim-cpu-util', 'simCpuUtil', 'SHARE', 'its load (default 0.5)'),
    ],
  },
  {
    title: 'Messages',
    options: [
      [
        'live',
        own(
          'live',
          true,
          'show power, energy, CO2eq, epochs and prediction in the last line of the terminal while the command runs',
        ),
      ],
      [
        'verbose',
        flag('verbose', 2, 'print more on stderr: devices, predictions and results as carbontracker prints them'),
      ],
      ['quiet', flag('verbose', 0, 'print no messages on stderr')],
      ['no-config', own('readsConfiguration', false, 'ignore configuration files')],
    ],
  },
];
