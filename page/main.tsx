/** The page: shows the document that it holds. */
import { render } from 'preact';
import { App } from './components/app.tsx';
import { readEmbedded } from './embedded.ts';
import { open, problem } from './state.ts';

const root = document.getElementById('app');
if (root !== null) {
  render(<App />, root);
  try {
    const document = await readEmbedded();
    if (document !== null) open(document);
  } catch (error) {
    problem.value = error instanceof Error ? error.message : String(error);
  }
}
