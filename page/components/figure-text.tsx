/** Figures with their unit; the whole number stands beside them for whoever copies or checks it. */
import { formatPower } from '../../src/model/axis-units.ts';
import { formatEnergy, formatMass } from '../../src/model/numbers.ts';
import { readableDuration } from '../../src/model/units.ts';

interface FigureProps {
  value: number | null;
  /** Name for tests and programs that read the page. */
  name?: string;
}

const UNKNOWN = <span title="not known">–</span>;

/** An energy in kWh. */
export const Energy = ({ value, name }: FigureProps) =>
  value === null ? (
    UNKNOWN
  ) : (
    <data value={value} data-name={name} title={`${value} kWh`}>
      {formatEnergy(value)}
    </data>
  );

/** A mass of CO2eq in g. */
export const Mass = ({ value, name }: FigureProps) =>
  value === null ? (
    UNKNOWN
  ) : (
    <data value={value} data-name={name} title={`${value} g CO2eq`}>
      {formatMass(value)}
    </data>
  );

/** A duration in s. */
export const Duration = ({ value, name }: FigureProps) =>
  value === null ? (
    UNKNOWN
  ) : (
    <data value={value} data-name={name} title={`${value} s`}>
      {readableDuration(value)}
    </data>
  );

/** A power in W. */
export const Power = ({ value, name }: FigureProps) =>
  value === null ? (
    UNKNOWN
  ) : (
    <data value={value} data-name={name} title={`${value} W`}>
      {formatPower(value)}
    </data>
  );
