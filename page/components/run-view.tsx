/** One run: its figures, charts over its time, epochs, findings with the lines behind them. */
import { useEffect, useMemo } from 'preact/hooks';
import { asLoggedEntry, epochRowsOf } from '../../src/accounting/index.ts';
import { meaningOf } from '../../src/model/findings.ts';
import { recordsEpochs, shownEpochsOf } from '../../src/model/run.ts';
import { clean } from '../../src/model/text.ts';
import { CHART_KINDS, figureOf } from '../../src/report/charts/index.ts';
import { intensityText, pueTextOf } from '../../src/report/statement/factor-texts.ts';
import { epochMarks, epochStarts } from '../charts/epoch-marks.ts';
import type { Row } from '../rows.ts';
import { given, known, rowAt, source, whatIf } from '../state.ts';
import { ChartFigure } from './chart.tsx';
import { EpochTable } from './epoch-table.tsx';
import { Duration, Energy, Mass, Power } from './figure-text.tsx';
import { BASIS_MEANINGS } from './head.tsx';
import { WhatIfBar } from './what-if.tsx';

/** The run at a place of the document; nothing where there is none. */
export function RunView({ place }: { place: number }) {
  const row = rowAt(place);
  const part = source.value?.document.entries[place];
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
              {shownEpochsOf(run) ?? '–'}
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
        <RunFindings row={row} />
      </section>
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
    return CHART_KINDS.filter((kind) => !['energy-by-run', 'cumulative-energy'].includes(kind)).flatMap((kind) => {
      const figure = figureOf([entry], kind, samples);
      if (figure === null) return [];
      const max = Number((figure.configuration.options?.scales?.x as { max?: number } | undefined)?.max);
      const marks = kind === 'power' && max > 0 ? [epochMarks(starts, max, MARK_COLOUR)] : [];
      return [{ kind, figure, marks }];
    });
  }, [place, given.value, asLogged]);
  if (figures.length === 0) return null;
  return (
    <section aria-labelledby="run-charts">
      <h2 id="run-charts">Charts</h2>
      <div class="charts">
        {figures.map(({ kind, figure, marks }) => (
          <ChartFigure key={kind} figure={figure} name={kind} canZoom={kind === 'power'} plugins={marks} />
        ))}
      </div>
    </section>
  );
}

/** Between the greys of the light and the dark page. */
const MARK_COLOUR = '#8888aa';

function RunFindings({ row: { entry } }: { row: Row }) {
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
          </div>
        </li>
      ))}
    </ul>
  );
}
