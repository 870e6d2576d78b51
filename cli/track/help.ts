/** The help of ct-track. */
import { HELP_COLUMNS, type HelpEnd, helpEnd, helpRow, wrap } from '../help.ts';
import { OPTION_GROUPS } from './options.ts';

/** Help of one command, apart from its options. */
export interface Help extends HelpEnd {
  /** How the command is typed. */
  usage: string;
  /** Purpose of the command, in one sentence. */
  purpose: string;
}

/** The help of `ct-track`. */
export const TRACK_HELP: Help = {
  usage: 'ct-track [options] [--] command...',
  purpose: 'Run a command, measure its energy and write carbontracker logs.',
  notes: [
    'The command starts at the first non-option word, or after --. Underscores work too (--log_dir).',
    '--help prints this help, --version the version; doctor lists what can be measured here and how to enable it.',
    'Defaults can be set in ./ct-track.json and in ~/.config/ct-track/config.json, such as { "country": "DK" }.',
    'Messages of ct-track go to stderr. The exit code is that of the command; 2 means wrong usage of ct-track.',
  ],
  examples: [
    { command: 'ct-track python train.py', does: 'measure one command, with logs in ./logs' },
    {
      command: "ct-track --epochs 10 --epoch-pattern 'Epoch (\\d+)' -- python train.py",
      does: 'measure each epoch, and predict all ten after the first',
    },
    {
      command: 'ct-track --python python train.py',
      does: 'a script that uses carbontracker or ct_track, by its epochs',
    },
    {
      command: 'ct-track --sim-gpu A100 --sim-gpu-watts 400 -- sleep 2',
      does: 'try it with a simulated GPU',
    },
  ],
};

/** The help of `ct-track doctor`. */
export const DOCTOR_HELP: Help = {
  usage: 'ct-track [options] doctor [--json]',
  purpose: 'List what can be measured here, what cannot and why, and how to enable it. Changes nothing.',
  notes: [
    'Options of ct-track that select devices apply: --psys, --cpu-tdp, --cpu-load, --powercap-root.',
    'To run a command named doctor: ct-track -- doctor.',
  ],
  examples: [
    { command: 'ct-track doctor', does: 'list each sensor and what it needs' },
    { command: 'ct-track doctor --json', does: 'the same as JSON' },
    { command: 'ct-track --cpu-tdp 165 doctor', does: 'set the TDP of an unlisted CPU' },
  ],
};

/** Text of `ct-track --help`. */
export function trackHelp(): string {
  const names = OPTION_GROUPS.flatMap(({ options }) => options.map(([name, { value }]) => spelled(name, value)));
  const column = Math.max(...names.map((name) => name.length)) + 4;
  const groups = OPTION_GROUPS.map(({ title, options }) => {
    const rows = options.map(([name, { value, help }]) => helpRow(`  ${spelled(name, value)}`, help, column));
    return `${title}:\n${rows.join('\n')}`;
  });
  return [
    `${TRACK_HELP.usage}\n${DOCTOR_HELP.usage}`,
    wrap(TRACK_HELP.purpose, HELP_COLUMNS).join('\n'),
    ...groups,
    helpEnd(TRACK_HELP),
  ].join('\n\n');
}

/** Text of `ct-track doctor --help`. */
export function doctorHelp(): string {
  return [
    DOCTOR_HELP.usage,
    wrap(DOCTOR_HELP.purpose, HELP_COLUMNS).join('\n'),
    `Options:\n${helpRow('  --json', 'print it as JSON', 12)}`,
    helpEnd(DOCTOR_HELP),
  ].join('\n\n');
}

/** An option as it is typed. */
export const spelled = (name: string, value: string | null): string => `--${name}${value === null ? '' : ` ${value}`}`;
