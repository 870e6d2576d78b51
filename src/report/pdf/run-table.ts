/** One run in detail, or many runs as a table. */
import { aggregate, type Entry, epochPowerW } from '../../accounting/index.ts';
import { energyColumn, massColumn } from '../../model/column-units.ts';
import { formatCount } from '../../model/numbers.ts';
import { type Run, recordsEpochs } from '../../model/run.ts';
import { plural } from '../../model/text.ts';
import { formatDuration, joulesToKwh } from '../../model/units.ts';
import { intensityText, pueTextOf } from '../statement/factor-texts.ts';
import type { Facts } from './facts.ts';
import { largestOf } from './largest.ts';
import type { Layout } from './layout.ts';
import { tableHeight, writeTable } from './table.ts';
import { asFactor } from './worked-example.ts';

/** Most epochs listed for one run; the charts show all. */
const MOST_EPOCHS = 30;
const FIRST_EPOCHS = 8;
/** Rows of the table of one run; one of them may take two lines. */
const RUN_ROWS = 8;

/** Writes the one run in detail, or the table of many. */
export function writeRuns(layout: Layout, { runs, names, mostRows }: Facts): void {
  const [only] = runs;
  if (only !== undefined && runs.length === 1) {
    layout.section(
      'The run',
      () => writeOneRun(layout, only, names.get(only.run) ?? only.run.id),
      tableHeight(RUN_ROWS),
    );
    if (only.run.epochs.length > 0 && recordsEpochs(only.run))
      layout.section('Epochs', () => writeEpochs(layout, only), tableHeight(shownEpochs(only.run).length));
    return;
  }
  layout.section('Runs', () => writeManyRuns(layout, runs, names, mostRows));
}

function writeManyRuns(layout: Layout, runs: Facts['runs'], names: Facts['names'], mostRows: number): void {
  const { shown, rest } = largestOf(runs, ({ figures }) => figures.corrected.energyKwh, mostRows);
  const others = aggregate(rest.map(({ figures }) => figures));
  const figures = [...shown.map((entry) => entry.figures.corrected), ...(rest.length > 0 ? [others] : [])];
  const energy = energyColumn(figures.map(({ energyKwh }) => energyKwh));
  const mass = massColumn(figures.map(({ co2eqG }) => co2eqG ?? 0));
  const massText = (massG: number | null): string => (massG === null ? '–' : mass.text(massG));
  const rows = shown.map(({ run, traits, figures: { basis, corrected } }) => [
    names.get(run) ?? run.id,
    run.startedAt?.slice(0, 16) ?? '',
    corrected.epochs === 0 ? '–' : formatCount(corrected.epochs),
    formatDuration(corrected.durationS),
    basis === 'none' ? '–' : energy.text(corrected.energyKwh),
    massText(corrected.co2eqG),
    isFailed(traits) ? `${basis}, failed` : basis,
  ]);
  if (rest.length > 0) {
    const { durationS, energyKwh, co2eqG } = others;
    const name = plural(rest.length, 'other run');
    rows.push([name, '', '', formatDuration(durationS), energy.text(energyKwh), massText(co2eqG), '']);
  }
  writeTable(
    layout,
    [
      { title: 'Run', share: 0.33, cut: 'middle' },
      { title: 'Start', share: 0.16 },
      { title: 'Epochs', share: 0.07, align: 'right' },
      { title: 'Duration', share: 0.095, align: 'right' },
      { title: `Energy (${energy.unit})`, share: 0.115, align: 'right' },
      { title: `CO₂eq (${mass.unit})`, share: 0.105, align: 'right' },
      { title: 'Basis', share: 0.125, align: 'right' },
    ],
    rows,
  );
  if (rest.length > 0) {
    const text = `The ${plural(shown.length, 'run')} that used the most energy. The other ${formatCount(rest.length)} are in the last row, in every total and in the data that this file embeds.`;
    layout.remark(text);
  }
}

const isFailed = ({ exitCode, signal }: Entry['traits']): boolean => (exitCode ?? 0) !== 0 || signal !== null;

const ENDS: Record<Run['end'], string> = {
  finished: 'finished',
  'stopped-early': 'stopped before all planned epochs were done',
  'cut-off': 'the log just ends',
};

function writeOneRun(layout: Layout, entry: Entry, name: string): void {
  const { run } = entry;
  const { basis, corrected } = entry.figures;
  const planned = run.plannedEpochs === null ? '' : ` of ${run.plannedEpochs} planned`;
  writeTable(
    layout,
    [
      { title: 'What', share: 0.24 },
      { title: 'In the log', share: 0.76, wrap: true },
    ],
    [
      ['Run', name.slice(-300)],
      ['Written by', `${run.writer.tool ?? 'unknown'} ${run.writer.version ?? '(version not in the log)'}`],
      ['Start and end', `${run.startedAt ?? 'not in the log'} to ${run.endedAt ?? 'not in the log'}, ${ENDS[run.end]}`],
      ['Recorded epochs', recordsEpochs(run) ? `${formatCount(entry.traits.epochs)}${planned}` : 'the format has none'],
      ['PUE', pueTextOf(entry, run.pue)],
      ['Carbon intensity', intensityText(run.intensity)],
      ['Basis', `${basis}${corrected.epochs === 0 ? '' : `, ${plural(corrected.epochs, 'epoch')}`}`],
    ],
  );
}

const shownEpochs = ({ epochs }: Run): Run['epochs'] =>
  epochs.length <= MOST_EPOCHS ? epochs : epochs.slice(0, FIRST_EPOCHS);

function writeEpochs(layout: Layout, { run, factors }: Entry): void {
  const { components } = run;
  const pue = factors.pue?.value ?? 1;
  const share = 0.52 / Math.max(components.length, 1);
  const shown = shownEpochs(run);
  const epochs = shown.map((epoch) => {
    const powersW = components.map((component) => epochPowerW(run, epoch, component));
    const known = powersW.filter((powerW) => powerW !== null);
    const sumW = known.reduce((sum, powerW) => sum + powerW, 0);
    const isKnown = known.length > 0 && epoch.durationS !== null;
    return {
      powersW,
      durationS: epoch.durationS,
      energyKwh: isKnown ? joulesToKwh(sumW * (epoch.durationS ?? 0)) * pue : null,
    };
  });
  const energy = energyColumn(epochs.map(({ energyKwh }) => energyKwh ?? 0));
  const rows = epochs.map(({ powersW, durationS, energyKwh }, i) => [
    formatCount(i + 1),
    durationS === null ? 'unknown' : asFactor(durationS),
    ...powersW.map((powerW) => (powerW === null ? 'not measured' : asFactor(powerW))),
    energyKwh === null ? 'unknown' : energy.text(energyKwh),
  ]);
  writeTable(
    layout,
    [
      { title: 'Epoch', share: 0.1, align: 'right' },
      { title: 'Duration (s)', share: 0.18, align: 'right' },
      ...components.map(({ name }) => ({ title: `${name.toUpperCase()} power (W)`, share, align: 'right' as const })),
      { title: `Energy${pue > 1 ? ' with PUE' : ''} (${energy.unit})`, share: 0.2, align: 'right' },
    ],
    rows,
  );
  if (run.epochs.length > shown.length) {
    layout.remark(`The first ${shown.length} of ${formatCount(run.epochs.length)} epochs; the charts show all.`);
  }
}
