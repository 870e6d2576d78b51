/** Emissions in a model card on Hugging Face: fields of its front matter, and a section of its text. */
import { formatNumber } from '../../model/numbers.ts';
import { plural } from '../../model/text.ts';
import { VERSION } from '../../model/version.ts';
import { type CardField, newFrontMatter } from './card-block.ts';
import * as factors from './factor-phrases.ts';
import type { Facts } from './facts.ts';
import { MARKDOWN, PLAIN } from './markup.ts';
import { missingPhrase } from './missing-texts.ts';
import * as notes from './notes.ts';
import type { StatementOptions } from './options.ts';
import * as phrases from './phrases.ts';

/** A card with front matter and the section of its text. */
export function modelCard(facts: Facts, options: StatementOptions): string {
  return `${newFrontMatter(cardFields(facts, options))}\n${environmentalImpact(facts, options)}`;
}

/** The fields of `co2_eq_emissions`; a value of null is not known and stays what it is, or a TODO. */
export function cardFields(facts: Facts, options: StatementOptions): CardField[] {
  const { co2eqG } = facts.totals;
  const isKnown = co2eqG !== null && phrases.isMeasured(facts);
  const place = options.region ?? (facts.locations.length === 0 ? null : factors.locationPhrase(facts, PLAIN));
  return [
    // Grams, where CO2eq is in kg elsewhere: that is what the card asks for.
    { name: 'emissions', value: isKnown ? { number: formatNumber(co2eqG) } : null },
    { name: 'source', value: PLAIN.text(sourceText(facts)) },
    { name: 'training_type', value: options.trainingType ?? null },
    { name: 'geographical_location', value: place, otherwise: factors.locationPhrase(facts, PLAIN) },
    { name: 'hardware_used', value: phrases.hardwarePhrase(facts, PLAIN) },
  ];
}

function sourceText(facts: Facts): string {
  const { co2eqUnknownRuns, runs, co2eqG } = facts.totals;
  const which = co2eqG === null ? '' : ` for ${co2eqUnknownRuns} of ${runs} runs`;
  const unknown = co2eqUnknownRuns > 0 ? `; CO2eq unknown${which}` : '';
  const missing = missingPhrase(facts);
  const logs = `Logs of ${phrases.writersPhrase(facts, PLAIN)}, added up by ct-parse ${VERSION}`;
  return `${logs}: ${notes.basisPhrase(facts, PLAIN)}${unknown}${missing === '' ? '' : `; ${missing}`}${notes.obtainedPhrase(facts)}${notes.mayCountTwicePhrase(facts)}`;
}

/** The section of the model card template, filled in from the logs. */
export function environmentalImpact(facts: Facts, { provider, region }: StatementOptions): string {
  const m = MARKDOWN;
  const hours = phrases.isMeasured(facts)
    ? `${phrases.deviceHoursPhrase(facts, m)}; ${phrases.durationPhrase(facts, m)} of running time in ${plural(facts.totals.runs, 'run')}`
    : phrases.TODO;
  const lines: [string, string][] = [
    ['Hardware Type', phrases.hardwarePhrase(facts, m)],
    ['Hours used', hours],
    ['Cloud Provider', m.text(provider ?? phrases.TODO)],
    ['Compute Region', m.text(region ?? phrases.TODO)],
    ['Carbon Emitted', phrases.carbonPhrase(facts, m)],
    ['Energy', phrases.energyPhrase(facts, m)],
  ];
  const basis = [
    ...(phrases.isMeasured(facts) ? [factors.pueSentence(facts, m), factors.intensitySentence(facts, m)] : []),
    ...notes.noteSentences(facts, m),
    `Added up by ${phrases.programPhrase(m)}.`,
  ];
  const list = lines.map(([name, value]) => `- **${name}:** ${value}`).join('\n');
  return `## Environmental Impact\n\n${list}\n\n${basis.join(' ')}\n`;
}
