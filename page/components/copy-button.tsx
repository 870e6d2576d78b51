/** A button that puts a text on the clipboard. */
import { useState } from 'preact/hooks';
import { copy } from '../save.ts';

interface CopyProps {
  text: () => string | Promise<string>;
  label: string;
}

/** Copies `text`, which is made when the button is pressed. */
export function CopyButton({ text, label }: CopyProps) {
  const [state, setState] = useState('');
  const act = async (): Promise<void> => {
    const isDone = await copy(await text());
    setState(isDone ? 'copied' : 'cannot copy: select the text');
    setTimeout(() => setState(''), 2000);
  };
  return (
    <span class="copy">
      <button type="button" class="quiet" onClick={() => void act()}>
        {label}
      </button>
      <span role="status">{state}</span>
    </span>
  );
}
