/** The charts of the kept runs, drawn after everything else. */
import { useEffect, useState } from 'preact/hooks';
import { asLoggedEntry } from '../../src/accounting/index.ts';
import type { Figure } from '../../src/report/charts/figure.ts';
import { CHART_KINDS, type ChartKind, figureOf } from '../../src/report/charts/index.ts';
import { settled, source } from '../state.ts';
import { Turns } from '../turns.ts';
import { ChartFigure } from './chart.tsx';

/** Charts with an axis of time, which can be zoomed. */
const TIMED: readonly ChartKind[] = ['power'];

interface Drawn {
  kind: ChartKind;
  figure: Figure;
}

/** The section of charts; nothing until they are drawn. */
export function Charts() {
  const [drawn, setDrawn] = useState<Drawn[]>([]);
  const { rows: counted, asLogged } = settled.value;
  useEffect(() => {
    let isWanted = true;
    // Figures come first: charts may take as long as everything else together.
    const timer = setTimeout(async () => {
      const turns = new Turns(() => isWanted);
      const entries = counted.map(({ entry }) => (asLogged ? asLoggedEntry(entry) : entry));
      const [only] = counted;
      const samples =
        counted.length === 1 ? (source.value?.document.entries[only?.place ?? -1]?.samples ?? null) : null;
      const found: Drawn[] = [];
      for (const kind of CHART_KINDS) {
        const figure = figureOf(entries, kind, samples);
        if (figure !== null) found.push({ kind, figure });
        if (!(await turns.goesOn())) return;
      }
      setDrawn(found);
    }, 60);
    return () => {
      isWanted = false;
      clearTimeout(timer);
    };
  }, [counted, asLogged]);
  if (drawn.length === 0) return null;
  return (
    <section id="charts" aria-labelledby="charts-title">
      <h2 id="charts-title">Charts</h2>
      <div class="charts">
        {drawn.map(({ kind, figure }) => (
          <ChartFigure key={kind} figure={figure} name={kind} canZoom={TIMED.includes(kind)} />
        ))}
      </div>
    </section>
  );
}
