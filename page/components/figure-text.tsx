/** Figures with their unit; the whole number stands beside them, to be copied or checked. */
import { formatPower } from '../../src/model/axis-units.ts';
import { formatEnergy, formatMass } from '../../src/model/numbers.ts';
import { readableDuration } from '../../src/model/units.ts';

interface FigureProps {
  value: number | null;
  /** Name for tests and programs that read the page. */
  name?: string;
}

const UNKNOWN = <span title="not known">–</span>;

/** A component for figures of a unit. */
const figureIn =
  (unit: string, format: (value: number) => string) =>
  ({ value, name }: FigureProps) =>
    value === null ? (
      UNKNOWN
    ) : (
      <data value={value} data-name={name} title={`${value} ${unit}`}>
        {format(value)}
      </data>
    );

/** An energy in kWh. */
export const Energy = figureIn('kWh', formatEnergy);

/** A mass of CO2eq in g. */
export const Mass = figureIn('g CO2eq', formatMass);

/** A duration in s. */
export const Duration = figureIn('s', readableDuration);

/** A power in W. */
export const Power = figureIn('W', formatPower);
