/** The table of runs: sorted, searched, filtered, grouped; only the visible rows are in the document. */
import { signal } from '@preact/signals';
import { useMemo, useRef } from 'preact/hooks';
import { GROUPINGS, type Grouping, shownEpochsOf } from '../../src/accounting/index.ts';
import { formatCount } from '../../src/model/numbers.ts';
import { SEVERITIES } from '../../src/model/run.ts';
import { clean, plural } from '../../src/model/text.ts';
import { CHOICES, type Choice, NO_FILTER, valuesOf } from '../filter.ts';
import { isPrinting } from '../printing.ts';
import type { Known, Row, SortKey } from '../rows.ts';
import { filter, grouping, groups, isFiltered, known, sort, sortedRows, source } from '../state.ts';
import { saveCsv, saveJson } from '../tables.ts';
import { Duration, Energy, Mass, Power } from './figure-text.tsx';
import { useVirtualRows } from './virtual-rows.ts';

const NARROW = matchMedia('screen and (max-width: 960px)');
const isNarrow = signal(NARROW.matches);
NARROW.addEventListener('change', ({ matches }) => {
  isNarrow.value = matches;
});

const ROW_PX = 34;
/** With less room a run has two lines. */
const NARROW_ROW_PX = 58;

const COLUMNS: { key: SortKey; title: string; isNumber?: true }[] = [
  { key: 'name', title: 'Run' },
  { key: 'start', title: 'Start' },
  { key: 'duration', title: 'Duration', isNumber: true },
  { key: 'energy', title: 'Energy', isNumber: true },
  { key: 'co2eq', title: 'CO2eq', isNumber: true },
  { key: 'power', title: 'Power', isNumber: true },
  { key: 'basis', title: 'Basis' },
  { key: 'findings', title: 'Findings', isNumber: true },
];

/** The section of runs. */
export function RunTable() {
  const room = useRef<HTMLDivElement>(null);
  const shown = sortedRows.value;
  const rowPx = isNarrow.value ? NARROW_ROW_PX : ROW_PX;
  const visible = useVirtualRows(room, shown.length, rowPx);
  return (
    <section aria-labelledby="runs-title" id="runs">
      <div class="title">
        <h2 id="runs-title">
          {isFiltered.value
            ? `${formatCount(shown.length)} of ${plural(known.value.length, 'run')}`
            : plural(known.value.length, 'run')}
        </h2>
        <span class="tools">
          <button type="button" class="quiet" onClick={() => saveCsv(shown)}>
            CSV
          </button>
          <button type="button" class="quiet" onClick={() => saveJson(source.value?.document ?? null)}>
            JSON
          </button>
        </span>
      </div>
      <Filters />
      <GroupTable />
      <div class="table" role="table" aria-label="Runs" aria-rowcount={shown.length + 1}>
        <div role="rowgroup">
          <div role="row" class="row head" aria-rowindex={1}>
            {COLUMNS.map((column) => (
              <Heading key={column.key} column={column} />
            ))}
          </div>
        </div>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
        <div role="rowgroup" class="rows" ref={room} tabIndex={0} aria-label="Rows of runs">
          <div class="all" style={{ height: `${visible.totalPx}px` }}>
            {visible.items.map(({ index, topPx }) => {
              const row = shown[index];
              return row === undefined ? null : (
                <RunRow key={row.place} row={row} place={index} topPx={topPx} heightPx={rowPx} />
              );
            })}
          </div>
        </div>
      </div>
      {isPrinting.value && visible.items.length < shown.length && (
        <p class="caption">
          The first {visible.items.length} of {plural(shown.length, 'run')} in this order; the CSV file of the page
          holds all.
        </p>
      )}
      {shown.length === 0 && <p class="empty">No run fits the filter.</p>}
    </section>
  );
}

function Heading({ column: { key, title, isNumber } }: { column: (typeof COLUMNS)[number] }) {
  const { key: sortedBy, isDescending } = sort.value;
  const isSorted = sortedBy === key;
  const order = isDescending ? 'descending' : 'ascending';
  return (
    <span role="columnheader" class={`${key} ${isNumber ? 'number' : ''}`} aria-sort={isSorted ? order : 'none'}>
      <button
        type="button"
        class="link"
        onClick={() => {
          // Figures are looked at from the largest on.
          const first = isNumber === true;
          sort.value = { key, isDescending: isSorted ? !isDescending : first };
        }}
      >
        {title}
        {isSorted && <span aria-hidden="true">{isDescending ? ' ▼' : ' ▲'}</span>}
      </button>
    </span>
  );
}

function RunRow({ row, place, topPx, heightPx }: { row: Row; place: number; topPx: number; heightPx: number }) {
  const { known, figures, figure } = row;
  const { run } = known.entry;
  const isNone = figures.basis === 'none';
  const isCorrected = figures.corrected.energyKwh !== figures.logged.energyKwh && figure === figures.corrected;
  return (
    <div
      role="row"
      class={place % 2 === 0 ? 'row' : 'row odd'}
      aria-rowindex={place + 2}
      style={{ top: `${topPx}px`, height: `${heightPx}px` }}
    >
      <span role="cell" class="name">
        <a href={`#run-${row.place + 1}`} title={clean(run.id)}>
          <bdi>{known.shownName}</bdi>
        </a>
        <small>
          <bdi>{row.devices}</bdi>
        </small>
      </span>
      <span role="cell" class="start">
        {run.startedAt?.slice(0, 16) ?? '–'}
      </span>
      <span role="cell" class="number duration">
        <Duration value={isNone ? null : figure.durationS} />
        <Epochs row={row} />
      </span>
      <span role="cell" class="number energy">
        <Energy value={isNone ? null : figure.energyKwh} name="runEnergyKwh" />
        {isCorrected && !isNone && <sup title="differs from the figure in the log">*</sup>}
      </span>
      <span role="cell" class="number co2eq">
        <Mass value={figure.co2eqG} name="runCo2eqG" />
      </span>
      <span role="cell" class="number power">
        <Power value={row.powerW} />
      </span>
      <span role="cell" class="basis">
        <span class={`badge ${figures.basis}`}>{figures.basis}</span>
      </span>
      <span role="cell" class="number findings">
        <FindingCounts row={row} />
      </span>
    </div>
  );
}

function Epochs({
  row: {
    known: { entry },
  },
}: {
  row: Row;
}) {
  const epochs = shownEpochsOf(entry);
  if (epochs === null) return null;
  const { plannedEpochs } = entry.run;
  const planned = plannedEpochs !== null && plannedEpochs !== epochs ? ` of ${plannedEpochs}` : '';
  return <small>{`${epochs}${planned} ep.`}</small>;
}

function FindingCounts({
  row: {
    known: { entry },
  },
}: {
  row: Row;
}) {
  const counts = SEVERITIES.map((severity) => ({
    severity,
    count: entry.run.findings.filter((finding) => finding.severity === severity).length,
  })).filter(({ count }) => count > 0);
  return (
    <>
      {counts.map(({ severity, count }) => (
        <span key={severity} class={`count ${severity}`} title={plural(count, severity)}>
          {count}
          {severity[0]?.toUpperCase()}
        </span>
      ))}
    </>
  );
}

function Filters() {
  const chosen = filter.value;
  const all = known.value;
  return (
    <search class="filters">
      <input
        type="search"
        name="search"
        aria-label="Search runs"
        placeholder="Search name, device, version, host"
        value={chosen.text}
        onInput={({ currentTarget }) => {
          filter.value = { ...chosen, text: currentTarget.value };
        }}
      />
      {CHOICES.map((choice) => (
        <ChoiceField key={choice} choice={choice} all={all} />
      ))}
      <label class="choice">
        <span>group by</span>
        <select
          name="group-by"
          value={grouping.value}
          onChange={({ currentTarget }) => {
            grouping.value = currentTarget.value as Grouping | '';
            filter.value = { ...filter.value, group: null };
          }}
        >
          <option value="">nothing</option>
          {GROUPINGS.map((by) => (
            <option key={by} value={by}>
              {by}
            </option>
          ))}
        </select>
      </label>
      {isFiltered.value && (
        <button type="button" class="quiet" onClick={() => (filter.value = NO_FILTER)}>
          Clear
        </button>
      )}
    </search>
  );
}

/** More values than a list can show; the search finds the others. */
const MOST_VALUES = 300;

function ChoiceField({ choice, all }: { choice: Choice; all: readonly Known[] }) {
  const values = useMemo(() => valuesOf(choice, all), [choice, all]);
  const chosen = filter.value[choice];
  if (values.length < 2 && chosen === '') return null;
  return (
    <label class="choice">
      <span>{choice}</span>
      <select
        name={choice}
        value={chosen}
        onChange={({ currentTarget }) => {
          filter.value = { ...filter.value, [choice]: currentTarget.value };
        }}
      >
        <option value="">all</option>
        {values.slice(0, MOST_VALUES).map(({ name, count }) => (
          <option key={name} value={name}>
            {`${clean(name).slice(0, 60)} (${formatCount(count)})`}
          </option>
        ))}
      </select>
    </label>
  );
}

function GroupTable() {
  const by = grouping.value;
  const found = groups.value;
  if (found === null || by === '') return null;
  return (
    <div class="scroll">
      <table class="plain" aria-label={`Totals by ${by}`}>
        <thead>
          <tr>
            <th scope="col">{by}</th>
            {['Runs', 'GPU-hours', 'Duration', 'Energy', 'CO2eq'].map((title) => (
              <th key={title} scope="col" class="number">
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {found.slice(0, MOST_VALUES).map((group) => (
            <tr key={group.name}>
              <th scope="row">
                <button
                  type="button"
                  class="link"
                  onClick={() => {
                    filter.value = { ...filter.value, group: { by, name: group.name } };
                  }}
                >
                  <bdi>{clean(group.name)}</bdi>
                </button>
              </th>
              <td class="number">{group.runs}</td>
              <td class="number">{Number(group.gpuHours.toPrecision(3))}</td>
              <td class="number">
                <Duration value={group.durationS} />
              </td>
              <td class="number">
                <Energy value={group.energyKwh} name="groupEnergyKwh" />
              </td>
              <td class="number">
                <Mass value={group.co2eqG} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
