/** One run: its figures, charts over its time, epochs, findings with the lines behind them. */
import type { Plugin } from 'chart.js';
import { useEffect, useMemo } from 'preact/hooks';
import { asLoggedEntry, epochRowsOf, shownEpochsOf } from '../../src/accounting/index.ts';
import { meaningOf } from '../../src/model/findings.ts';
import type { LogExcerpt } from '../../src/model/log-lines.ts';
import { recordsEpochs } from '../../src/model/run.ts';
import { clean } from '../../src/model/text.ts';
import type { Figure } from '../../src/report/charts/figure.ts';
import { CHART_KINDS, figureOf } from '../../src/report/charts/index.ts';
import { powersByDevice } from '../../src/report/charts/power-by-device.ts';
import { intensityText, pueTextOf } from '../../src/report/statement/factor-texts.ts';
import { epochMarks, epochStarts } from '../charts/epoch-marks.ts';
import { linesBehind } from '../finding-lines.ts';
import type { Row } from '../rows.ts';
import { given, known, linesOfRun, rowAt, source, whatIf } from '../state.ts';
import { ChartFigure } from './chart.tsx';
import { EpochTable } from './epoch-table.tsx';
import { Duration, Energy, Mass, Power } from './figure-text.tsx';
import { BASIS_MEANINGS } from './head.tsx';
import { LinesBehind, LogFiles } from './log-lines.tsx';
import { WhatIfBar } from './what-if.tsx';

/** The run at a place of the document; nothing where there is none. */
export function RunView({ place }: { place: number }) {
  const row = rowAt(place);
  const part = source.value?.document.entries[place];
  const excerpts = useMemo(() => linesOfRun(place), [place, source.value]);
  useEffect(() => scrollTo(0, 0), [place]);
  if (row === null || part === undefined) return null;
  const { entry, figure } = row;
  const { run, figures, factors, traits } = entry;
  const isLast = place + 1 >= known.value.length;
  return (
    <>
      <nav class="path" aria-label="Runs">
        <a href="#runs">All runs</a>
        <span class="tools">
          {place > 0 && <a href={`#run-${place}`}>Previous</a>}
          {!isLast && <a href={`#run-${place + 2}`}>Next</a>}
        </span>
      </nav>
      <header>
        <h1 class="run-name">
          <bdi>{row.name}</bdi>
        </h1>
        <p class="files">
          {Object.entries(run.files)
            .filter((file): file is [string, string] => file[1] != null)
            .map(([role, file]) => (
              <span key={role}>
                {role} <code>{clean(file)}</code>{' '}
              </span>
            ))}
        </p>
        <dl class="figures">
          <div class="main">
            <dt>Energy</dt>
            <dd>
              <Energy value={figure.energyKwh} name="energyKwh" />
              {figures.logged.energyKwh !== figure.energyKwh && (
                <small>
                  logged <Energy value={figures.logged.energyKwh} />
                </small>
              )}
            </dd>
          </div>
          <div class="main">
            <dt>CO2eq</dt>
            <dd>
              <Mass value={figure.co2eqG} name="co2eqG" />
            </dd>
          </div>
          <div>
            <dt>Duration</dt>
            <dd>
              <Duration value={figure.durationS} />
            </dd>
          </div>
          <div>
            <dt>Epochs</dt>
            <dd>
              {shownEpochsOf(entry) ?? '–'}
              {run.plannedEpochs !== null && <small>of {run.plannedEpochs} planned</small>}
            </dd>
          </div>
          <div>
            <dt>Mean power</dt>
            <dd>
              <Power value={row.powerW} />
              <small>without PUE</small>
            </dd>
          </div>
        </dl>
        <p>
          <span class={`badge ${figures.basis}`}>{figures.basis}</span> {BASIS_MEANINGS[figures.basis]}
        </p>
      </header>
      <WhatIfBar />
      <RunCharts row={row} />
      <section aria-labelledby="run-findings">
        <h2 id="run-findings">Findings</h2>
        <RunFindings row={row} excerpts={excerpts} />
      </section>
      <LogFiles excerpts={excerpts} />
      {recordsEpochs(run) && run.epochs.length > 0 && <EpochTable epochs={epochRowsOf(entry)} />}
      <section aria-labelledby="run-facts">
        <h2 id="run-facts">Facts</h2>
        <dl class="facts">
          <dt>Written by</dt>
          <dd>{clean(`${run.writer.tool ?? 'an unknown program'} ${run.writer.version ?? ''}`)}</dd>
          <dt>Time</dt>
          <dd>
            {run.startedAt ?? 'unknown'} to {run.endedAt ?? 'unknown'} ({run.end})
          </dd>
          <dt>Devices</dt>
          <dd>
            <bdi>{row.devices || 'none'}</bdi>
          </dd>
          <dt>PUE</dt>
          <dd>{clean(pueTextOf(entry, factors.pue))}</dd>
          <dt>Carbon intensity</dt>
          <dd>{clean(intensityText(factors.intensity))}</dd>
          {traits.host !== null && (
            <>
              <dt>Host</dt>
              <dd>{clean(traits.host)}</dd>
            </>
          )}
          {part.sha256 !== null && (
            <>
              <dt>SHA-256</dt>
              <dd>
                <code class="digest">{part.sha256}</code>
              </dd>
            </>
          )}
        </dl>
      </section>
    </>
  );
}

function RunCharts({ row }: { row: Row }) {
  const { asLogged } = whatIf.value;
  const { place } = row;
  const figures = useMemo(() => {
    const entry = asLogged ? asLoggedEntry(row.entry) : row.entry;
    const samples = source.value?.document.entries[place]?.samples ?? null;
    const starts = epochStarts(entry.run, samples);
    const marksOf = ({ configuration }: Figure, kind: string): Plugin[] => {
      const max = Number((configuration.options?.scales?.x as { max?: number } | undefined)?.max);
      return isTimed(kind) && max > 0 ? [epochMarks(starts, max, MARK_COLOUR)] : [];
    };
    return CHART_KINDS.filter((kind) => !['energy-by-run', 'cumulative-energy'].includes(kind)).flatMap((kind) => {
      const figure = figureOf([entry], kind, samples);
      if (figure === null) return [];
      // Each component with several devices has a chart of its own.
      const all = kind === 'power-by-device' ? powersByDevice(entry, samples) : [figure];
      return all.map((one, i) => ({
        name: i === 0 ? kind : `${kind}-${i + 1}`,
        figure: one,
        marks: marksOf(one, kind),
      }));
    });
  }, [place, given.value, asLogged]);
  if (figures.length === 0) return null;
  return (
    <section aria-labelledby="run-charts">
      <h2 id="run-charts">Charts</h2>
      <div class="charts">
        {figures.map(({ name, figure, marks }) => (
          <ChartFigure key={name} figure={figure} name={name} canZoom={isTimed(name)} plugins={marks} />
        ))}
      </div>
    </section>
  );
}

/** Charts with an axis of time, which can be zoomed. */
const isTimed = (name: string): boolean => name.startsWith('power');

/** Between the greys of the light and the dark page. */
const MARK_COLOUR = '#8888aa';

function RunFindings({ row: { entry }, excerpts }: { row: Row; excerpts: readonly LogExcerpt[] }) {
  const findings = [...entry.run.findings, ...entry.quiet];
  if (findings.length === 0)
    return <p>Nothing affects how far these figures can be trusted, as far as the log shows.</p>;
  return (
    <ul class="finding-list">
      {findings.map(({ code, severity, message }, i) => (
        <li key={i}>
          <span class={`count ${severity}`}>{severity}</span>
          <div>
            <p>
              {clean(message)} <code title={meaningOf(code)}>{code}</code>
            </p>
            <LinesBehind lines={linesBehind(code, excerpts)} />
          </div>
        </li>
      ))}
    </ul>
  );
}
