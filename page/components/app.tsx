/** The whole page: one run, all runs, or the place to drop logs. */
import { openRun, problem, source } from '../state.ts';
import { Report } from './report.tsx';
import { RunView } from './run-view.tsx';

export function App() {
  if (problem.value !== null) return <p role="alert">{problem.value}</p>;
  if (source.value === null) return <p class="empty">Reading…</p>;
  const place = openRun.value;
  if (place !== null && source.value.entries[place] !== undefined) return <RunView place={place} />;
  return <Report />;
}
