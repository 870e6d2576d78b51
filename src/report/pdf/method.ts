/** How the figures came about, with an example, and every factor with its value, year and source. */
import { isPart } from '../../accounting/index.ts';
import { CAR_G_PER_KM, CAR_UNIT } from '../../model/factors.ts';
import { listed, plural } from '../../model/text.ts';
import { factorCounts, recalculatedText } from '../statement/factor-texts.ts';
import { bibtexHeight } from './bibtex.ts';
import type { Facts } from './facts.ts';
import type { Layout } from './layout.ts';
import { writeTable } from './table.ts';
import { workedExample } from './worked-example.ts';

const MOST_VALUES = 20;

/** Height of the text and a usual table, which stay together, in points. */
const METHOD_PT = 160;

const CALCULATION =
  'The energy of an epoch is the mean power of its components times its duration. The total adds the epochs up and ' +
  'multiplies them by the PUE, the overhead of the data centre. CO₂eq is the energy times the carbon intensity of the ' +
  'electricity.';

/** What the figures leave out; memory only where no log counts it, by itself or in a total without parts. */
function leftOutText(hardware: Facts['hardware']): string {
  const holdsMemory = hardware.some(
    ({ component, devices }) =>
      MAY_BE_MEMORY.has(component) || (component === 'cpu' && devices.some((name) => isPart({ component, name }))),
  );
  const leftOut = [...(holdsMemory ? [] : ['memory']), 'storage', 'network', 'the making of the hardware'];
  return `Only the named components are measured: ${listed(leftOut)} are not.`;
}

const MAY_BE_MEMORY: ReadonlySet<string> = new Set(['ram', 'dram', 'memory', 'other']);

const LOGS_KEEP_THEIRS =
  'Energies are scaled by the new over the logged PUE (1 where the writer applied none), and CO₂eq is the energy times ' +
  'the carbon intensity; what is not named here is as logged.';

/** Writes the section on how the figures came about. */
export function writeMethod(
  layout: Layout,
  { names, runs, totals, factors, tools, hardware }: Facts,
  notes: readonly string[],
  isBeforeBibtex: boolean,
): void {
  const write = (): void => {
    layout.paragraph(`${CALCULATION} ${leftOutText(hardware)}`, { below: 6 });
    const example = workedExample({ runs, names });
    if (example !== null) layout.paragraph(example, { below: 6 });
    const recalculated = recalculatedText(factors, tools.keptPue);
    if (recalculated !== null) layout.paragraph(`${recalculated} ${LOGS_KEEP_THEIRS}`, { below: 6 });
    for (const note of notes) layout.paragraph(note, { below: 6 });
    const { pues, intensities } = factorCounts(runs);
    const rows = [...valueRows('PUE', pues, runs.length), ...valueRows('Carbon intensity', intensities, runs.length)];
    if (totals.equivalents !== null) {
      const { value, year, source } = CAR_G_PER_KM;
      rows.push([`Equivalent: ${CAR_UNIT}`, `${value} g CO₂ per km, ${year}, ${source}`]);
    }
    writeTable(
      layout,
      [
        { title: 'Factor', share: 0.3 },
        { title: 'Value, year and source', share: 0.7, wrap: true },
      ],
      rows,
      isBeforeBibtex ? bibtexHeight(tools) : 0,
    );
  };
  layout.section('Method and factors', write, METHOD_PT);
}

/** One row per value with its runs; the bases of the rows add up to all runs. */
function valueRows(name: string, values: { name: string; count: number }[], runs: number): string[][] {
  const rows = values.slice(0, MOST_VALUES).map((value, i) => {
    const count = runs === 1 ? '' : ` (${plural(value.count, 'run')})`;
    return [i === 0 ? name : '', `${value.name.slice(0, 300)}${count}`];
  });
  const others = values.slice(MOST_VALUES);
  const rest = others.reduce((sum, { count }) => sum + count, 0);
  if (rest > 0) {
    const text = `${plural(others.length, 'other value')} in ${plural(rest, 'run')}; the data that this file embeds have each`;
    rows.push(['', text]);
  }
  return rows;
}
