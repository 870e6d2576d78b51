/** Whether the system asks for a dark page. */
import { signal } from '@preact/signals';

const query = matchMedia('(prefers-color-scheme: dark)');

/** True while the page is dark. */
export const isDark = signal(query.matches);

query.addEventListener('change', ({ matches }) => {
  isDark.value = matches;
});
