/** The page: shows the document that it holds, or waits for logs. */
import { render } from 'preact';
import { App } from './components/app.tsx';
import { groupingAsked, readEmbedded } from './embedded.ts';
import { followServer, isLive } from './live.ts';
import { acceptDrops } from './open-files.ts';
import { grouping, isReading, open, problem, update } from './state.ts';

const root = document.getElementById('app');
if (root !== null) {
  render(<App />, root);
  acceptDrops();
  try {
    if (isLive()) await followServer(update);
    else {
      const document = await readEmbedded();
      if (document !== null) {
        grouping.value = groupingAsked();
        open(document);
      }
    }
  } catch (error) {
    problem.value = error instanceof Error ? error.message : String(error);
  }
  isReading.value = false;
}
