/** The table of facts: one name and value per row, the same in every style with a table. */
import { CAR_G_PER_KM, CAR_UNIT } from '../../model/factors.ts';
import { listed, plural } from '../../model/text.ts';
import * as factors from './factor-phrases.ts';
import type { Facts } from './facts.ts';
import { METHODS } from './hardware.ts';
import type { Markup } from './markup.ts';
import * as notes from './notes.ts';
import * as phrases from './phrases.ts';
import { carbonMass, inUnit } from './sentence.ts';

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
  // The name of the row is that of the quantity.
  const isKnown = co2eqG !== null && phrases.isMeasured(facts);
  const value = isKnown ? carbonMass(co2eqG, m) : phrases.carbonPhrase(facts, m);
  return co2eqUnknownRuns > 0 && co2eqG !== null ? `${value}; unknown for ${co2eqUnknownRuns} of ${runs} runs` : value;
}

function equivalentRows(facts: Facts, m: Markup): Row[] {
  if (!phrases.isMeasured(facts)) return [];
  const { value, year, source } = CAR_G_PER_KM;
  return Object.entries(facts.totals.equivalents ?? {}).map(([unit, amount]) => {
    const factor =
      unit === CAR_UNIT ? `, new cars of ${year} at ${value} g of ${m.text('CO2')} per km${m.source(source)}` : '';
    return { name: 'Equivalent', value: `${inUnit(unit, amount, m)}${factor}` };
  });
}

/** Most components that a row lists; others are counted. */
const MOST_COMPONENTS = 6;

/** How the power of each component was obtained, with the number of runs where it was in several ways. */
function methodsValue({ hardware }: Facts, m: Markup): string {
  const components = new Map<string, Map<string, number>>();
  for (const { component, method, runs } of hardware) {
    const methods = components.get(component) ?? new Map<string, number>();
    methods.set(METHODS[method], (methods.get(METHODS[method]) ?? 0) + runs);
    components.set(component, methods);
  }
  const texts = [...components].slice(0, MOST_COMPONENTS).map(([component, methods]) => {
    const ways = [...methods].map(([way, runs]) => (methods.size === 1 ? way : `${way} in ${plural(runs, 'run')}`));
    return `${component.toUpperCase()}: ${ways.join(', ')}`;
  });
  if (texts.length === 0) return 'not in the logs';
  const rest = components.size - texts.length;
  return m.text([...texts, ...(rest > 0 ? [plural(rest, 'further component')] : [])].join('; '));
}

function loggedRow(facts: Facts, m: Markup): Row | null {
  const value = notes.loggedPhrase(facts, m);
  return value === null ? null : { name: 'As logged', value };
}
