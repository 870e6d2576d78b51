/** The help of ct-track. */
import { HELP_COLUMNS, type HelpEnd, helpEnd, helpRow, wrap } from '../help.ts';
import { OPTION_GROUPS } from './options.ts';

/** What the help says of one command beside its options. */
export interface Help extends HelpEnd {
  usage: string;
  /** What it is for, in a sentence. */
  purpose: string;
}

export const TRACK_HELP: Help = {
  usage: 'ct-track [options] [--] command...',
  purpose: 'Runs a command, measures its energy, and writes it down in carbontracker logs.',
  notes: [
    'The first word that is no option, or the word behind --, begins the command. Underscores work too (--log_dir).',
    '--help prints this, --version the version; doctor tells what can be measured here and what that needs.',
    'Defaults may stand in ./ct-track.json and in ~/.config/ct-track/config.json, such as { "country": "DK" }.',
    "ct-track's own words go to stderr. The exit status is that of the command; 2 means wrong usage of ct-track.",
  ],
  examples: [
    { command: 'ct-track python train.py', does: 'the energy of one command, with the logs in ./logs' },
    {
      command: "ct-track --epochs 10 --epoch-pattern 'Epoch (\\d+)' -- python train.py",
      does: 'the same by epochs, with a prediction for all ten after the first',
    },
    {
      command: 'ct-track --sim-gpu A100 --sim-gpu-watts 400 -- sleep 2',
      does: 'try it without a GPU: a simulated one',
    },
  ],
};

export const DOCTOR_HELP: Help = {
  usage: 'ct-track [options] doctor [--json]',
  purpose: 'Tells what can be measured here, what not and why, and how to allow it. It changes nothing.',
  notes: [
    'Options of ct-track that name devices stand in front: --psys, --cpu-tdp, --cpu-load, --powercap-root.',
    'A command that is called doctor goes behind --: ct-track -- doctor.',
  ],
  examples: [
    { command: 'ct-track doctor', does: 'each sensor, and what it needs' },
    { command: 'ct-track doctor --json', does: 'the same for a script' },
    { command: 'ct-track --cpu-tdp 165 doctor', does: 'with the TDP of a CPU that is in no table' },
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
