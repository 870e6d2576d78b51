/** The fields of `co2_eq_emissions` as YAML, in a form that YAML 1.1 and 1.2 read alike. */
import { CONTROLS } from '../../model/text.ts';

/** One field of `co2_eq_emissions`. */
export interface CardField {
  /** Key of the field. */
  name: string;
  /** A text, or a number as written; null when unknown. */
  value: string | { number: string } | null;
  /** Placeholder of an unknown value in a card without one; default `TODO`. */
  otherwise?: string;
}

/** Name of the field of a card. */
export const EMISSIONS_KEY = 'co2_eq_emissions';

/** Words that YAML takes for something else than a text. */
const SPECIAL = /^(?:y|n|yes|no|on|off|true|false|null)$/i;
const PLAIN_WORDS = /^[A-Za-z][\w.-]*(?: [\w.-]+)*$/;
/** Ends of lines in YAML that are none in JSON, a mark that YAML drops, and halves of characters. */
const UNSAFE =
  /[\u2028\u2029\ufeff\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** A value on one line: plain words stay plain, all else is quoted. */
export function yamlValue(value: string | { number: string }): string {
  if (typeof value !== 'string') return value.number;
  if (PLAIN_WORDS.test(value) && !SPECIAL.test(value)) return value;
  const escaped = (sign: string): string => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return JSON.stringify(value).replace(CONTROLS, escaped).replace(UNSAFE, escaped);
}

/** The value that a card without one gets. */
export const initialValue = ({ value, otherwise = 'TODO' }: CardField): string | { number: string } =>
  value ?? otherwise;

/** The whole field with its lines. */
export function emissionsBlock(fields: readonly CardField[], newline: string): string {
  const lines = fields.map((field) => `  ${field.name}: ${yamlValue(initialValue(field))}${newline}`);
  return `${EMISSIONS_KEY}:${newline}${lines.join('')}`;
}

/** The front matter of a card that has none. */
export const newFrontMatter = (fields: readonly CardField[]): string => `---\n${emissionsBlock(fields, '\n')}---\n`;
