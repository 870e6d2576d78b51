/** Emissions in a model card: `co2_eq_emissions` in its front matter, and masses in its text. */
import type { YAMLMap } from 'yaml';
import { splitCard } from './front-matter.ts';

/** Keys of `co2_eq_emissions` beside the mass, as the Hugging Face Hub documents them. */
export const CARD_KEYS = ['source', 'training_type', 'geographical_location', 'hardware_used'] as const;

/** One of them. */
type CardKey = (typeof CARD_KEYS)[number];

/** A mass as written somewhere in the text of a card. */
interface WrittenMass {
  /** Number and unit as written. */
  text: string;
  /** Mass in g. */
  massG: number;
  /** Unit as written. */
  unit: string;
}

/** Emissions as a card has them. */
export interface CardEmissions {
  /** `none` without the key, `number` for a bare number, `fields` for a map, `invalid` for anything else or invalid YAML. */
  form: 'none' | 'number' | 'fields' | 'invalid';
  /** Mass in g, as the Hub asks for; null where it is not a number. */
  emissionsG: number | null;
  /** The mass as written; null where there is none. */
  text: string | null;
  /** Texts by key; null where a key is missing or empty. */
  fields: Record<CardKey, string | null>;
  /** Keys that the Hub does not document. */
  otherKeys: string[];
  /** Masses in lines about emissions, in the text below the front matter. */
  masses: WrittenMass[];
}

/** Reads the emissions of a card; what is wrong with them is a matter of `checkCard`. */
export async function readCardEmissions(card: string): Promise<CardEmissions> {
  const found = newEmissions();
  let parts: ReturnType<typeof splitCard>;
  try {
    parts = splitCard(card);
  } catch {
    return { ...found, form: 'invalid' };
  }
  found.masses = massesIn(parts.rest);
  const yaml = await import('yaml');
  const document = yaml.parseDocument(parts.yaml, { logLevel: 'error' });
  if (document.errors.length > 0) return { ...found, form: 'invalid' };
  const value = yaml.isMap(document.contents) ? document.contents.get('co2_eq_emissions', true) : undefined;
  if (value === undefined || (yaml.isScalar(value) && value.value === null)) return found;
  if (yaml.isMap(value)) return readFields(found, value, yaml);
  if (!yaml.isScalar(value)) return { ...found, form: 'invalid' };
  return { ...found, ...massOf(value.value, value.source), form: 'number' };
}

function newEmissions(): CardEmissions {
  const fields = Object.fromEntries(CARD_KEYS.map((key) => [key, null])) as CardEmissions['fields'];
  return { form: 'none', emissionsG: null, text: null, fields, otherKeys: [], masses: [] };
}

function readFields(found: CardEmissions, map: YAMLMap, yaml: typeof import('yaml')): CardEmissions {
  found.form = 'fields';
  for (const { key, value } of map.items) {
    if (!yaml.isScalar(key)) continue;
    const name = String(key.value);
    const scalar = yaml.isScalar(value) ? value : null;
    if (name === 'emissions') Object.assign(found, massOf(scalar?.value ?? null, scalar?.source));
    else if ((CARD_KEYS as readonly string[]).includes(name)) found.fields[name as CardKey] = textOf(scalar?.value);
    else found.otherKeys.push(name);
  }
  return found;
}

/** A text such as `83.5 kg` is none: the Hub reads numbers only. */
function massOf(value: unknown, source: string | undefined): Pick<CardEmissions, 'emissionsG' | 'text'> {
  const isMass = typeof value === 'number' && Number.isFinite(value) && value >= 0;
  return { emissionsG: isMass ? value : null, text: value === null ? null : (source ?? String(value)) };
}

function textOf(value: unknown): string | null {
  const text = value === null || value === undefined ? '' : String(value).trim();
  return text === '' || text.toUpperCase() === 'TODO' ? null : text;
}

const ABOUT_EMISSIONS = /co2|co₂|carbon|emission/i;
const MASS =
  /(?<![\w.])(\d{1,12}(?:,\d{3}){0,4}(?:\.\d{1,15})?(?:e[-+]?\d{1,3})?) ?(kg|kilograms?|mg|g|grams?|t|tons?|tonnes?)\b(?! ?(?:of )?(?:CO\S{0,6})? ?\/)/gi;
const IN_GRAMS: Readonly<Record<string, number>> = { m: 1e-3, g: 1, k: 1e3, t: 1e6 };
/** Lines of prose are shorter; so many masses are enough. */
const [LONGEST_LINE, MOST_MASSES] = [2_000, 50];

function massesIn(text: string): WrittenMass[] {
  const masses: WrittenMass[] = [];
  for (const line of text.split('\n')) {
    if (line.length > LONGEST_LINE || !ABOUT_EMISSIONS.test(line)) continue;
    for (const [whole, number = '', unit = ''] of line.matchAll(MASS)) {
      if (masses.length === MOST_MASSES) return masses;
      const massG = Number(number.replaceAll(',', '')) * (IN_GRAMS[unit[0]?.toLowerCase() ?? ''] ?? 1);
      masses.push({ text: whole, massG, unit });
    }
  }
  return masses;
}
