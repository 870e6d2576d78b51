/** Adds emissions to an existing model card. */
import { CtError } from '../src/model/errors.ts';
import {
  cardFields,
  environmentalImpact,
  type Facts,
  mergeCard,
  type StatementOptions,
} from '../src/report/statement/index.ts';
import { readGiven } from './given-file.ts';
import { atTarget, saveOver } from './target.ts';
import type { Terminal } from './terminal.ts';

/**
 * Changes the front matter, and prints the section for the text of the card.
 *
 * @throws CtError NOT_FOUND or UNREADABLE for the card, USAGE where it cannot be changed or the CO2eq is not known
 */
export async function writeCard(
  file: string,
  facts: Facts,
  options: StatementOptions,
  terminal: Terminal,
): Promise<void> {
  const fields = cardFields(facts, options);
  if (fields.some(({ name, value }) => name === 'emissions' && value === null)) {
    throw new CtError(
      'USAGE',
      `${file} was not changed: the CO2eq of these logs is unknown (use --country or --intensity)`,
    );
  }
  const card = await readCard(file, ' (-o FILE makes a new card)');
  const merged = await mergeCard(card, fields).catch((error: unknown) => {
    throw error instanceof CtError ? new CtError(error.code, `${file}: ${error.message}`, { cause: error }) : error;
  });
  if (merged !== card) await atTarget(file, () => saveOver(file, merged));
  await terminal.print(environmentalImpact(facts, options));
  const done = merged === card ? 'already holds these' : 'has';
  terminal.note(`${file} ${done} co2_eq_emissions; the section for its text is on standard output`);
}

/** Largest accepted card, so that a file of weights given by mistake is not read completely. */
const MOST_BYTES = 10_000_000;

/**
 * The text of a card, byte for byte.
 *
 * @param hint stands behind the reason why it cannot be read
 * @throws CtError NOT_FOUND or UNREADABLE
 */
export async function readCard(file: string, hint = ''): Promise<string> {
  const bytes = await readGiven(file, { mostBytes: MOST_BYTES, hint });
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    throw new CtError('UNREADABLE', `cannot read ${file}: it is not UTF-8`, { cause: error });
  }
}
