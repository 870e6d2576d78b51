/** The key figures. */
import { meanPowerW, type TotalRange } from '../../accounting/index.ts';
import { formatPower } from '../../model/axis-units.ts';
import {
  formatCount,
  formatEnergy,
  formatEnergyRange,
  formatMassRange,
  formatNumber,
  significant,
  withSeparators,
} from '../../model/numbers.ts';
import { plural } from '../../model/text.ts';
import { readableDuration } from '../../model/units.ts';
import { SANS } from '../fonts/register.ts';
import { isMeasured, massText } from '../statement/phrases.ts';
import type { Facts } from './facts.ts';
import { INK, type Layout, SIZES } from './layout.ts';

interface KeyFigure {
  name: string;
  value: string;
  note: string;
}

const PER_ROW = 3;
/** Room for a note of two lines. */
const HEIGHT = 54;
/** A line of a note. */
const LINE = 9;
const MARGIN = 8;
const GAP = 8;

/**
 * Writes the key figures as tiles.
 *
 * @param range of the total, beside its figures; null where it is unknown
 */
export function writeKeyFigures(layout: Layout, facts: Facts, range: TotalRange | null): void {
  const figures = keyFigures(facts, range);
  const height = range === null ? HEIGHT : HEIGHT + LINE;
  layout.section('Key figures', () => {
    const { doc, left, width } = layout;
    const tile = (width - GAP * (PER_ROW - 1)) / PER_ROW;
    for (let first = 0; first < figures.length; first += PER_ROW) {
      layout.room(height);
      const top = doc.y;
      for (const [i, figure] of figures.slice(first, first + PER_ROW).entries()) {
        writeTile(layout, figure, { x: left + i * (tile + GAP), y: top, width: tile, height });
      }
      doc.x = left;
      doc.y = top + height + GAP;
    }
  });
}

interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

function writeTile(layout: Layout, { name, value, note }: KeyFigure, { x, y, width, height }: Box): void {
  const { doc } = layout;
  doc.markContent('Artifact', { type: 'Layout' });
  doc.lineWidth(0.5).strokeColor(INK.line).roundedRect(x, y, width, height, 3).stroke();
  doc.endMarkedContent();
  layout.add('P', () => {
    const one = { lineBreak: false } as const;
    doc
      .font(SANS.regular)
      .fontSize(SIZES.small)
      .fillColor(INK.soft)
      .text(name, x + MARGIN, y + 6, one);
    doc
      .font(SANS.bold)
      .fontSize(13)
      .fillColor(INK.text)
      .text(value, x + MARGIN, y + 16, one);
    doc
      .font(SANS.regular)
      .fontSize(7)
      .fillColor(INK.soft)
      .text(note, x + MARGIN, y + 34, { width: width - 2 * MARGIN });
  });
}

/** Shows a correction beside the corrected figure. */
function loggedNote(logged: string, counted: string, asLogged: boolean): string[] {
  return asLogged || logged === counted ? [] : [`the logs print ${logged}`];
}

/** Energy and CO2eq of all runs with their basis. */
function keyFigures(facts: Facts, range: TotalRange | null): KeyFigure[] {
  const { runs, totals, factors, asLogged } = facts;
  const { logged } = totals;
  const measured = isMeasured(facts);
  const withPue = runs.filter(({ traits, factors }) => factors.pue !== null || traits.hidesPue).length;
  const pueNote =
    factors.pue !== undefined
      ? `recalculated with PUE ${factors.pue.value}`
      : withPue === runs.length
        ? 'PUE applied'
        : withPue === 0
          ? 'no PUE applied'
          : `PUE applied to ${formatCount(withPue)} of ${plural(runs.length, 'run')}`;
  const energyRange = range === null ? [] : [formatEnergyRange(range.energyKwh)];
  const massRange = range?.co2eqG == null ? [] : [formatMassRange(range.co2eqG)];
  const unknown = totals.co2eqUnknownRuns;
  const [equivalent] = Object.entries(totals.equivalents ?? {});
  const powerW = meanPowerW(runs, totals.durationS, asLogged);
  const epochs = runs.reduce((sum, { figures }) => sum + figures.corrected.epochs, 0);
  return [
    {
      name: 'Energy',
      value: measured ? formatEnergy(totals.energyKwh) : 'not measured',
      note: measured
        ? [
            ...energyRange,
            pueNote,
            ...loggedNote(formatEnergy(logged.energyKwh), formatEnergy(totals.energyKwh), asLogged),
          ].join('; ')
        : '',
    },
    {
      name: 'Carbon footprint (CO₂eq)',
      value: measured ? massText(totals.co2eqG) : 'unknown',
      note: [
        ...massRange,
        ...(unknown > 0
          ? [`unknown for ${formatCount(unknown)} of ${plural(totals.runs, 'run')}`]
          : intensityNote(factors)),
        ...loggedNote(massText(logged.co2eqG), massText(totals.co2eqG), asLogged),
      ].join('; '),
    },
    {
      name: equivalent === undefined ? 'Equivalent' : `Equivalent: ${equivalent[0]}`,
      value: equivalent === undefined || !measured ? 'unknown' : withSeparators(formatNumber(equivalent[1])),
      note: '',
    },
    {
      name: 'Duration',
      value: readableDuration(totals.durationS),
      note: `${epochs === 0 ? 'measured time' : 'time of the counted epochs'}, h:mm:ss`,
    },
    { name: 'Runs', value: formatCount(totals.runs), note: epochs === 0 ? '' : `${plural(epochs, 'epoch')} counted` },
    {
      name: 'Mean power',
      value: powerW === null ? 'unknown' : formatPower(powerW),
      note: 'energy without PUE by duration',
    },
  ];
}

function intensityNote({ intensity }: Facts['factors']): string[] {
  return intensity === undefined ? [] : [`recalculated with ${significant(intensity.gPerKwh)} gCO₂eq/kWh`];
}
