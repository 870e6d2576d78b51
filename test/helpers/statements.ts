/** Reads the totals back out of every style, and holds them against those of `aggregate`. */
import { expect } from 'vitest';
import { parse } from 'yaml';
import {
  aggregateConsumption,
  readRuns,
  STATEMENT_STYLES,
  type StatementStyle,
  statement,
  type Totals,
} from '../../src/index.ts';
import { expectDuration, expectPrinted } from './printed.ts';

/** What a style prints of the totals; a style that leaves one out has no entry. */
interface Printed {
  runs?: string | undefined;
  kWh?: string | undefined;
  kg?: string | undefined;
  g?: string | undefined;
  km?: string | undefined;
  duration?: string | undefined;
  gpuHours?: string | undefined;
}

const first = (text: string, pattern: RegExp): string | undefined => pattern.exec(text)?.[1];
const cell = (text: string, name: string): string | undefined =>
  first(text, new RegExp(`^\\| ${name} \\| (.*) \\|$`, 'm'));
const field = (text: string, name: string): string | undefined => first(text, new RegExp(`^ *${name}: (.*)$`, 'm'));
const macro = (text: string, name: string): string | undefined =>
  first(text, new RegExp(`^\\\\newcommand\\{\\\\${name}\\}\\{(?:\\\\(?:qty|num)\\{)?([^{}]*)\\}`, 'm'));
const cut = (text: string | undefined, unit: string): string | undefined =>
  text?.endsWith(unit) ? text.slice(0, -unit.length) : undefined;

const sentenceOf = (text: string): Printed => ({
  kWh: first(text, /to use (\S+) kWh of electricity/),
  kg: first(text, /contributing to (\S+) kg of CO2eq/),
  km: first(text, /equivalent to (\S+) km/),
});

const READERS: Record<Exclude<StatementStyle, 'bibtex'>, (text: string) => Printed[]> = {
  plain: (text) => [sentenceOf(text)],
  markdown: (text) => [
    sentenceOf(text),
    {
      runs: cell(text, 'Runs'),
      kWh: cut(cell(text, 'Energy'), ' kWh'),
      kg: first(cell(text, 'CO2eq') ?? '', /^(\S+) kg/),
      km: first(cell(text, 'Equivalent') ?? '', /^(\S+) km/),
      duration: cell(text, 'Running time'),
    },
  ],
  latex: (text) => [
    {
      runs: macro(text, 'ctRuns'),
      kWh: macro(text, 'ctEnergy'),
      kg: macro(text, 'ctCarbon'),
      km: macro(text, 'ctEquivalent'),
      duration: macro(text, 'ctDuration'),
      gpuHours: macro(text, 'ctGpuHours'),
    },
  ],
  neurips: (text) => [
    { kWh: first(text, /Energy: (\S+)~kWh/), kg: first(text, /footprint: (\S+)~kg/), duration: durationIn(text) },
  ],
  arr: (text) => [{ kWh: first(text, /Energy: (\S+) kWh/), kg: first(text, /footprint: (\S+) kg/) }],
  cvpr: (text) => [
    {
      runs: field(text, 'Runs'),
      kWh: cut(field(text, 'Energy'), ' kWh'),
      kg: cut(field(text, 'Carbon footprint'), ' kg of CO2eq'),
      duration: field(text, 'Time of all runs'),
      gpuHours: field(text, 'GPU-hours'),
    },
  ],
  'model-card': (text) => {
    const [, yaml = '', body = ''] = text.split(/^---\n/m);
    const { emissions } = (parse(yaml) as { co2_eq_emissions: { emissions: unknown } }).co2_eq_emissions;
    const written = first(yaml, /^ {2}emissions: (\S+)$/m);
    if (written !== 'TODO') expect(emissions, 'is a number').toBe(Number(written));
    return [
      { g: written, kWh: first(body, /Energy:\*\* (\S+) kWh/), kg: first(body, /Emitted:\*\* (\S+) kg of CO2eq/) },
    ];
  },
  'ai-act': (text) => [
    {
      runs: first(text, /Training time: .* in (\d+) runs?;/),
      kWh: first(text, /training: (\S+) kWh \(/),
      kg: first(text, /footprint: (\S+) kg/),
      duration: first(text, /Training time: ([\d:]+|\S+ s) in/),
    },
    { kWh: kwhOfMwh(first(text, /\((0|\S+ x 10\^-?\d+) MWh\)/)) },
  ],
  'green-algorithms': (text) => [
    {
      kWh: inKwh(first(text, /and draws (\S+ \S+)\. /)),
      g: inGrams(first(text, /carbon footprint of (\S+ \S+) CO2eq/)),
      duration: first(text, /^This algorithm runs in ([\d:]+|\S+ s) on/),
    },
  ],
  boamps: (text) => {
    const { measures, task } = JSON.parse(text) as {
      measures: [{ powerConsumption: number | null; measurementDuration?: number }];
      task: { taskDescription: string };
    };
    const { powerConsumption } = measures[0];
    return [{ runs: first(task.taskDescription, /^(\d+) runs?\./), kWh: powerConsumption?.toString() }];
  },
  sci: (text) => {
    const { energy, operational } = JSON.parse(text) as Record<string, Record<string, number | null>>;
    // Unknown for one run is unknown for the quotient.
    const g = operational?.co2eqG ?? null;
    return [{ kWh: energy?.kWh?.toString(), ...(g === null ? {} : { g: String(g) }) }];
  },
  json: (text) => {
    const { runs, energyKwh, co2eqG, equivalents, gpuHours } = JSON.parse(text) as Totals & { gpuHours: number };
    const km = equivalents?.['km travelled by car'];
    return [
      {
        runs: String(runs),
        kWh: String(energyKwh),
        g: co2eqG === null ? undefined : String(co2eqG),
        km: km === undefined ? undefined : String(km),
        gpuHours: String(gpuHours),
      },
    ];
  },
};

const UNITS: Readonly<Record<string, number>> = { µ: 1e-6, m: 1e-3, k: 1e3, M: 1e6, '': 1 };

/** `179 Wh` -> `0.179`, with as many digits; undefined where nothing was printed. */
function inUnit(text: string | undefined, unit: string, factor: number): string | undefined {
  const [, digits, prefix] = new RegExp(`^(\\S+) (.?)${unit}$`).exec(text ?? '') ?? [];
  const scale = UNITS[prefix ?? '-'];
  if (digits === undefined || scale === undefined) return undefined;
  return (Number(digits) * scale * factor).toPrecision(digits.replace(/\D/g, '').replace(/^0+/, '').length || 1);
}
const inKwh = (text: string | undefined): string | undefined => inUnit(text, 'Wh', 1e-3);
const inGrams = (text: string | undefined): string | undefined => inUnit(text?.replace(/ t$/, ' Mg'), 'g', 1);
const kwhOfMwh = (text: string | undefined): string | undefined => {
  if (text === '0') return text;
  const [, digits = '', exponent = ''] = /^(\S+) x 10\^(\S+)$/.exec(text ?? '') ?? [];
  return text === undefined ? undefined : (Number(`${digits}e${exponent}`) * 1000).toPrecision(3);
};

/** Styles for programs, in which an unknown figure is null. */
export const FOR_PROGRAMS: readonly StatementStyle[] = ['json', 'boamps', 'sci'];

/** The running time is said differently for one run. */
const durationIn = (text: string): string | undefined =>
  first(text, /(?:in total|Time of execution:),? ([\d:]+|\S+ s)(?: \(h:mm:ss\))?,/);

/** Every figure that a style prints, against the totals; a figure that is known is printed. */
export function expectTotals(style: Exclude<StatementStyle, 'bibtex'>, text: string, totals: Totals): void {
  const isMeasured = totals.basis.none.runs < totals.runs;
  for (const printed of READERS[style](text)) {
    const what = (name: string): string => `${name} of ${style}`;
    if ('runs' in printed) expectPrinted(printed.runs, totals.runs, what('runs'));
    if (!isMeasured && style !== 'json') {
      for (const name of ['kWh', 'kg', 'g'] as const) expect(printed[name] ?? '', what(name)).not.toMatch(/\d/);
      continue;
    }
    if ('kWh' in printed) expectPrinted(printed.kWh, totals.energyKwh, what('kWh'));
    if ('duration' in printed) expectDuration(printed.duration, totals.durationS, what('duration'));
    if (totals.co2eqG === null) {
      expect(`${printed.kg ?? ''}${printed.g ?? ''}`, what('CO2eq')).not.toMatch(/\d/);
      continue;
    }
    if ('kg' in printed) expectPrinted(printed.kg, totals.co2eqG / 1000, what('kg'));
    if ('g' in printed) expectPrinted(printed.g, totals.co2eqG, what('g'));
    const km = totals.equivalents?.['km travelled by car'];
    if ('km' in printed && km !== undefined) expectPrinted(printed.km, km, what('km'));
  }
}

/** What must never stand in a text for people. */
const NONSENSE =
  /\bNaN\b|\bnull\b|undefined|Infinity|\[object|(?<![\d.])0\.0+(?![\d.])|\b1 runs\b|\b(?:[02-9]|\d\d+) run\b| \(\)|, ,|\.\./;

/** All of one folder in every style. */
export async function expectFolder(folder: string | readonly string[]): Promise<void> {
  const runs = await readRuns(folder);
  const totals = await aggregateConsumption(folder);
  for (const style of STATEMENT_STYLES) {
    const text = await statement(runs, style);
    expect(text.endsWith('\n'), style).toBe(true);
    if (!FOR_PROGRAMS.includes(style)) expect(text, `${style} of ${folder}`).not.toMatch(NONSENSE);
    if (style !== 'bibtex') expectTotals(style, text, totals);
  }
}
