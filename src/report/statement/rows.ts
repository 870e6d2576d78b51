/** The table of facts: one name and value per row, the same in every style with a table. */
import { CAR_G_PER_KM, CAR_UNIT } from '../../model/factors.ts';
import { listed } from '../../model/text.ts';
import * as factors from './factor-phrases.ts';
import type { Facts } from './facts.ts';
import { METHODS } from './hardware.ts';
import type { Markup } from './markup.ts';
import * as notes from './notes.ts';
import * as phrases from './phrases.ts';
import { inUnit } from './sentence.ts';

/** One row of the table. */
export interface Row {
  /** Name of the fact. */
  name: string;
  /** Value, marked up. */
  value: string;
}

/** Rows in the order in which a reader asks for them. */
export function factRows(facts: Facts, m: Markup): Row[] {
  const { totals } = facts;
  const rows: (Row | null)[] = [
    { name: 'Runs', value: phrases.runsPhrase(facts, m) },
    { name: 'Period', value: phrases.periodPhrase(facts, m) },
    { name: 'Hardware', value: phrases.hardwarePhrase(facts, m) },
    facts.gpuHours > 0
      ? { name: 'GPU-hours', value: `${phrases.gpuHoursPhrase(facts, m)}${typesText(facts, 'gpu', m)}` }
      : null,
    facts.cpuHours > 0
      ? { name: 'CPU-hours (of packages)', value: `${phrases.cpuHoursPhrase(facts, m)}${typesText(facts, 'cpu', m)}` }
      : null,
    { name: 'Running time', value: phrases.durationPhrase(facts, m) },
    totals.runs > 1 ? { name: 'Time of a run, mean', value: phrases.meanRunPhrase(facts, m) } : null,
    totals.runs > 1 ? { name: 'Time of a run, longest', value: phrases.longestRunPhrase(facts, m) } : null,
    { name: 'Energy', value: phrases.energyPhrase(facts, m) },
    { name: 'CO2eq', value: carbonValue(facts, m) },
    ...equivalentRows(facts, m),
    ...(phrases.isMeasured(facts) ? factorRows(facts, m) : []),
    { name: 'Location', value: factors.locationPhrase(facts, m) },
    { name: 'Power from', value: methodsValue(facts, m) },
    { name: 'Basis', value: notes.basisPhrase(facts, m) },
    { name: 'Logged by', value: phrases.writersPhrase(facts, m) },
    { name: 'Added up by', value: phrases.programPhrase(m) },
    loggedRow(facts, m),
  ];
  return rows.filter((row) => row !== null).map(({ name, value }) => ({ name: m.text(name), value }));
}

const factorRows = (facts: Facts, m: Markup): Row[] => [
  { name: 'PUE', value: factors.puePhrase(facts, m) },
  { name: 'Carbon intensity', value: factors.intensityPhrase(facts, m) },
];

/** `: 4.61 with 8 x NVIDIA A100 and 0.105 with GeForce RTX 2080 Ti`, where there are several types of a component. */
function typesText(facts: Facts, component: 'gpu' | 'cpu', m: Markup): string {
  const types = phrases.hoursByType(facts, component, m);
  return types.length < 2 ? '' : `: ${listed(types.map(({ name, hours }) => `${hours} with ${name}`))}`;
}

function carbonValue(facts: Facts, m: Markup): string {
  const { co2eqUnknownRuns, runs, co2eqG } = facts.totals;
  const value = phrases.carbonPhrase(facts, m);
  return co2eqUnknownRuns > 0 && co2eqG !== null ? `${value}; unknown for ${co2eqUnknownRuns} of ${runs} runs` : value;
}

function equivalentRows({ totals }: Facts, m: Markup): Row[] {
  if (totals.basis.none.runs === totals.runs) return [];
  const { value, year, source } = CAR_G_PER_KM;
  return Object.entries(totals.equivalents ?? {}).map(([unit, amount]) => {
    const factor =
      unit === CAR_UNIT ? `, new cars of ${year} at ${value} g of ${m.text('CO2')} per km${m.source(source)}` : '';
    return { name: 'Equivalent', value: `${inUnit(unit, amount, m)}${factor}` };
  });
}

/** How the power of each component was obtained. */
function methodsValue({ hardware }: Facts, m: Markup): string {
  const texts = new Set(hardware.map(({ component, method }) => `${component.toUpperCase()}: ${METHODS[method]}`));
  return texts.size === 0 ? 'not in the logs' : m.text([...texts].join('; '));
}

function loggedRow(facts: Facts, m: Markup): Row | null {
  const value = notes.loggedPhrase(facts, m);
  return value === null ? null : { name: 'As logged', value };
}
