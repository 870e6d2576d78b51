/** Texts for papers, checklists and model cards, to be copied. */
import { useEffect, useState } from 'preact/hooks';
import { STATEMENT_STYLES, type StatementStyle, statement } from '../../src/report/statement/styles.ts';
import { facts } from '../state.ts';
import { CopyButton } from './copy-button.tsx';

/** What each style is for; others go by their name. */
const USES: Partial<Record<StatementStyle, string>> = {
  plain: 'Sentence',
  markdown: 'Markdown',
  latex: 'LaTeX',
  bibtex: 'BibTeX',
  neurips: 'NeurIPS checklist',
  arr: 'ARR checklist',
  cvpr: 'CVPR form',
  'model-card': 'Model card',
  json: 'JSON',
  'ai-act': 'AI Act',
  'green-algorithms': 'Green Algorithms',
  boamps: 'BoAmps',
  sci: 'SCI',
};

const useOf = (style: StatementStyle): string => USES[style] ?? style;

/** The section of statements. */
export function Texts() {
  const [style, setStyle] = useState<StatementStyle>('latex');
  const [text, setText] = useState('');
  const counted = facts.value;
  useEffect(() => {
    let isWanted = true;
    void statement(counted, style).then((written) => {
      if (isWanted) setText(written);
    });
    return () => {
      isWanted = false;
    };
  }, [counted, style]);
  return (
    <section id="texts" aria-labelledby="texts-title">
      <h2 id="texts-title">Texts for papers</h2>
      <div class="styles">
        {STATEMENT_STYLES.map((one) => (
          <button key={one} type="button" class="quiet" aria-pressed={one === style} onClick={() => setStyle(one)}>
            {useOf(one)}
          </button>
        ))}
        <CopyButton text={() => text} label={`Copy ${useOf(style)}`} />
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <pre class="text" data-name="statement" tabIndex={0}>
        {text}
      </pre>
    </section>
  );
}
