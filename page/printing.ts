/** Whether the page is being printed: then it is laid out for paper before the browser takes it. */
import { signal } from '@preact/signals';
import { options } from 'preact';

/** True from just before a print until after it. */
export const isPrinting = signal(false);

/** Called before and after a print, with the page in its new form: for what is drawn and not laid out. */
const redraws = new Set<() => void>();

/** Calls a function whenever what is drawn must follow the medium; the result ends that. */
export function onPrint(redraw: () => void): () => void {
  redraws.add(redraw);
  return () => void redraws.delete(redraw);
}

/** The browser waits for nothing that is done later: components are rendered at once. */
function switchTo(printing: boolean): void {
  options.debounceRendering = (render) => render();
  isPrinting.value = printing;
  delete options.debounceRendering;
  for (const redraw of redraws) redraw();
}

addEventListener('beforeprint', () => switchTo(true));
addEventListener('afterprint', () => switchTo(false));
