/** Notes on a range: its parts and their causes. */
import type { FigureRange, TotalRange } from '../src/accounting/index.ts';
import { formatEnergy, formatMass, withSign } from '../src/model/numbers.ts';
import type { Terminal } from './terminal.ts';

/** Writes one line per part to stderr, and the number of runs without a range. */
export function noteRange(range: TotalRange | null, terminal: Terminal): void {
  if (range === null) {
    terminal.note('range: unknown for these runs');
    return;
  }
  for (const part of range.parts) terminal.note(`range: ${partText(part)}`);
  const { runsWithoutRange: without } = range;
  if (without > 0)
    terminal.note(
      `range: unknown for ${without} ${without === 1 ? 'run' : 'runs'}, which count with their figure alone`,
    );
}

function partText({ kind, lowKwh, highKwh, lowCo2eqG, highCo2eqG, why }: FigureRange['parts'][number]): string {
  const bounds =
    kind === 'intensity'
      ? `${withSign(lowCo2eqG, formatMass)} to ${withSign(highCo2eqG, formatMass)} of CO2eq`
      : `${withSign(lowKwh, formatEnergy)} to ${withSign(highKwh, formatEnergy)}`;
  return `${kind} ${bounds} (${why})`;
}
