/** What differs between a run of a report and the same run of logs: the places of its fields, with both values. */
import type { DocumentEntry, RunDetail } from './report/document/index.ts';

/** A field that differs. */
export interface ChangedField {
  /** Place of the field in the record of the run, such as `figures.corrected.energyKwh` or `epochs.durationS[2]`. */
  field: string;
  /** Value in the report; null where it has none. */
  stated: unknown;
  /** Value from the logs; null where they give none. */
  found: unknown;
}

/** More are of no use to anybody. */
const MOST_FIELDS = 100;

/** Places and groups, which the check leaves open; hashes, which show no difference to people; and what other runs decide. */
const OPEN_FIELDS: ReadonlySet<string> = new Set([
  ...['runId', 'contentHash', 'identity', 'group'],
  ...['counted', 'isCounted', 'countedFindings', 'isAlone'],
]);

/** The fields that differ, in the order of the record, at most a hundred; none where only the bytes of the files do. */
export function changedFields(stated: DocumentEntry, found: DocumentEntry): ChangedField[] {
  const fields: ChangedField[] = [];
  // What the log holds comes first, as the figures follow from it; a run from a table has none of it to compare.
  if (stated.run !== null && found.run !== null) addDifferences(fields, '', recordOf(stated.run), recordOf(found.run));
  addDifferences(fields, '', rowOf(stated), rowOf(found));
  return fields;
}

const recordOf = ({ epochs, actual, predicted }: RunDetail): object => ({ epochs, actual, predicted });

const rowOf = ({ row: { epochs, ...row } }: DocumentEntry): object => ({ recordedEpochs: epochs, ...row });

function addDifferences(fields: ChangedField[], place: string, stated: unknown, found: unknown): void {
  if (fields.length >= MOST_FIELDS || stated === found) return;
  if (!isObject(stated) || !isObject(found) || Array.isArray(stated) !== Array.isArray(found)) {
    const [before, after] = [stated ?? null, found ?? null];
    if (JSON.stringify(before) !== JSON.stringify(after)) fields.push({ field: place, stated: before, found: after });
    return;
  }
  for (const key of new Set([...Object.keys(stated), ...Object.keys(found)])) {
    if (place === '' && OPEN_FIELDS.has(key)) continue;
    const below = Array.isArray(stated) ? `${place}[${key}]` : place === '' ? key : `${place}.${key}`;
    addDifferences(fields, below, stated[key], found[key]);
  }
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
