/** The top of the report: title, scope, and the sentence to cite. */
import { plural } from '../../model/text.ts';
import { SERIF } from '../fonts/register.ts';
import { PLAIN } from '../statement/markup.ts';
import { noteSentences } from '../statement/notes.ts';
import { periodText } from '../statement/phrases.ts';
import type { Facts } from './facts.ts';
import { INK, type Layout, SIZES } from './layout.ts';

const BAR = 3;

/** Writes the title, and what the report covers. */
export function writeTitle(layout: Layout, { runs, names, period }: Facts, title: string): void {
  layout.text('H1', title, { size: SIZES.title, bold: true, below: 2 });
  const only = runs.length === 1 ? runs[0] : undefined;
  const what = only === undefined ? plural(runs.length, 'run') : (names.get(only.run) ?? only.run.id).slice(-200);
  const when = period === null ? '' : `, ${periodText(period)}`;
  layout.paragraph(what + when, { colour: INK.soft, below: 10 });
}

/** Writes the sentence to cite, and its notes. */
export function writeSentence(layout: Layout, facts: Facts): void {
  const { sentence } = facts;
  const { doc, left, width } = layout;
  const text = layout.clean(sentence.replaceAll('CO2eq', 'CO₂eq'));
  doc.font(SERIF.regular).fontSize(SIZES.body + 1);
  const inner = { width: width - 16, lineGap: 2 };
  const height = doc.heightOfString(text, inner) + 12;
  const top = doc.y;
  doc.markContent('Artifact', { type: 'Layout' });
  doc.rect(left, top, width, height).fill(INK.shade).rect(left, top, BAR, height).fill(INK.link);
  doc.endMarkedContent();
  layout.add('P', () => doc.fillColor(INK.text).text(text, left + 10, top + 7, inner));
  doc.x = left;
  doc.y = top + height + 8;
  for (const note of noteSentences(facts, PLAIN)) {
    layout.paragraph(note.replaceAll('CO2eq', 'CO₂eq'), { size: SIZES.small + 0.5, below: 3 });
  }
}
