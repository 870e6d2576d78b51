/** The whole page: one run, all runs, or the place to drop logs. */
import { isReading, openRun, problem, source } from '../state.ts';
import { DropPlace } from './drop.tsx';
import { Report } from './report.tsx';
import { RunView } from './run-view.tsx';

/** The root component. */
export function App() {
  return (
    <>
      {problem.value !== null && <p role="alert">{problem.value}</p>}
      <Content />
    </>
  );
}

function Content() {
  if (source.value === null) return isReading.value ? <p class="empty">Reading…</p> : <DropPlace />;
  const place = openRun.value;
  if (place !== null && source.value.entries[place] !== undefined) return <RunView place={place} />;
  return <Report />;
}
