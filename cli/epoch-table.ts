/** The table of `runs --epochs`. */
import { type Entry, epochRowsOf } from '../src/accounting/index.ts';
import { formatPower } from '../src/model/axis-units.ts';
import { formatEnergy } from '../src/model/numbers.ts';
import { formatDuration } from '../src/model/units.ts';
import { NAME_COLUMN, withShortNames } from './run-names.ts';
import { type Column, table } from './table.ts';

const COLUMNS: readonly Column[] = [
  NAME_COLUMN,
  { title: 'epoch', align: 'right' },
  { title: 'duration', align: 'right' },
  { title: 'power', align: 'right' },
  { title: 'energy', align: 'right' },
];

/** One line per epoch; empty without epochs. */
export async function epochTable(runs: AsyncIterable<Entry>, width: number): Promise<string> {
  const rows: string[][] = [];
  for await (const run of runs) {
    for (const { runId, epoch, durationS, powerW, energyKwh } of epochRowsOf(run)) {
      rows.push([
        runId,
        String(epoch),
        durationS === null ? '-' : formatDuration(durationS),
        powerW === null ? '-' : formatPower(powerW),
        energyKwh === null ? '-' : formatEnergy(energyKwh),
      ]);
    }
  }
  return rows.length === 0 ? '' : table(COLUMNS, withShortNames(rows), width);
}
