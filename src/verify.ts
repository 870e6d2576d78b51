/** Checks a report: whether its total follows from its own entries, and whether logs give the same entries. */
import { type Entry, type Figure, figuresOf, Ledger, withFactors } from './accounting/index.ts';
import { type ChangedField, changedFields } from './changed-fields.ts';
import { type DocumentOfOptions, documentOf } from './document.ts';
import { CtError } from './model/errors.ts';
import type { Run } from './model/run.ts';
import { totalOf } from './pipeline.ts';
import { type DocumentEntry, entryAlone, type ReportDocument, type RunDetail } from './report/document/index.ts';

/** Energy and CO2eq of a run or a total. */
export interface Amounts {
  /** Energy in kWh, PUE applied. */
  energyKwh: number;
  /** CO2eq in g; null where it is unknown. */
  co2eqG: number | null;
}

/** The total of a report, or of what it is compared with. */
export interface StatedTotal extends Amounts {
  /** Number of runs. */
  runs: number;
}

/** A run that only the report or only the logs have. */
interface OneSided extends Amounts {
  /** Id of the run, as in `Run`. */
  runId: string;
}

/** A run that differs between the report and the logs. */
export interface ChangedEntry {
  /** Id of the run, as in `Run`. */
  runId: string;
  /** Figures as the report states them. */
  stated: Amounts;
  /** Figures as the logs give them. */
  found: Amounts;
  /** Whether the figures are the same although the log is not. */
  sameFigures: boolean;
  /** The fields that differ, at most a hundred; none where only the bytes of the files do. */
  fields: ChangedField[];
}

/** What of a report does not follow from its own entries; null where everything does. */
export interface OwnProblem {
  /** What does not follow, for people. */
  message: string;
  /** Total as the report states it. */
  stated: StatedTotal;
  /** Total as its entries give it. */
  computed: StatedTotal;
}

/** How the logs differ from a report. */
export interface LogsCheck {
  /** Total of the logs with the options of the report. */
  total: StatedTotal;
  /** Whether they are the same files, byte for byte, whatever their names and folders. */
  sameFiles: boolean;
  /** Runs that only the report has. */
  missing: OneSided[];
  /** Runs that only the logs have. */
  added: OneSided[];
  /** Runs that differ. */
  changed: ChangedEntry[];
}

/** The result of a check. */
export interface Verification {
  /** Whether the total follows from the entries and, where logs were given, they are the same. */
  verified: boolean;
  /** Total as the report states it. */
  stated: StatedTotal;
  /** Why the total does not follow from the entries; null where it does. */
  own: OwnProblem | null;
  /** How the logs differ from the report; null where no logs were given. */
  logs: LogsCheck | null;
}

/**
 * Computes the total of a document again from its own entries: each figure from its epochs and printed blocks, then all
 * through the ledger.
 *
 * @returns null where everything in the report follows from them
 * @throws CtError NOT_A_REPORT where its total, or that of its entries, is not a number, or negative
 */
export async function checkOwn(document: ReportDocument): Promise<OwnProblem | null> {
  const { asLogged, sameMachine, factors } = document.options;
  const stated = totalOfDocument(document);
  const ledger = new Ledger({ asLogged, sameMachine: sameMachine ?? undefined });
  const entries = document.entries.map(entryAlone);
  const counted: Entry[] = [...entries.flatMap((entry) => ledger.add(entry)), ...ledger.close()];
  async function* all(): AsyncGenerator<Entry> {
    for (const entry of counted) yield withFactors(entry, factors);
  }
  const asStated = { asLogged, factors, range: true, plainSentence: true, loose: document.findings };
  const { totals, range, sentence } = await totalOf(all(), asStated);
  const computed = { runs: totals.runs, energyKwh: totals.energyKwh, co2eqG: totals.co2eqG };
  refuseNegative(document);
  if (![stated, computed].every(isTotal)) throw new CtError('NOT_A_REPORT', NO_FIGURES);
  const wrong = document.entries.find((part, i) => !isOfItsEpochs(part, entries[i] as Entry));
  if (wrong !== undefined) {
    return { message: `the figures of ${wrong.row.runId} do not follow from its epochs`, stated, computed };
  }
  const countedOf = new Map(counted.map(({ run, figures }) => [run, figures.corrected]));
  const miscounted = document.entries.find(
    ({ row }, i) => !isCounted(row.counted, countedOf.get(entries[i]?.run as Run)),
  );
  if (miscounted !== undefined) {
    return { message: `what counts of ${miscounted.row.runId} does not follow from the other runs`, stated, computed };
  }
  if (!isSame(totals, document.totals)) {
    return { message: 'its total does not follow from its runs', stated, computed };
  }
  if (document.range !== null && !isSame(range, document.range)) {
    return { message: 'its range does not follow from its runs and findings', stated, computed };
  }
  if (sentence !== document.sentence) {
    return { message: 'its sentence does not follow from its total', stated, computed };
  }
  return null;
}

const isFigure = (value: number): boolean => Number.isFinite(value) && value >= 0;
const areFigures = ({ energyKwh, co2eqG }: Amounts): boolean => [energyKwh, co2eqG ?? 0].every(isFigure);
const isTotal = (total: StatedTotal): boolean => isFigure(total.runs) && areFigures(total);

/** @throws CtError NOT_A_REPORT naming the first run of which a figure is negative, which no log gives */
function refuseNegative({ entries }: ReportDocument): void {
  const isNegative = (amounts: Amounts | null): boolean =>
    amounts !== null && (amounts.energyKwh < 0 || (amounts.co2eqG ?? 0) < 0);
  const wrong = entries.find(({ row: { figures, counted } }) =>
    [figures.logged, figures.corrected, counted].some(isNegative),
  );
  if (wrong === undefined) return;
  throw new CtError('NOT_A_REPORT', `the data of the report are damaged: a figure of ${wrong.row.runId} is negative`);
}

/** Whether a run counts as its row states; a row of a table may leave it open. */
function isCounted(stated: Amounts | null, computed: Figure | undefined): boolean {
  if (stated === null) return true;
  return computed !== undefined && stated.energyKwh === computed.energyKwh && stated.co2eqG === computed.co2eqG;
}

/** Whether the figures of a row are those that its own epochs and blocks give; a row of a table has neither. */
function isOfItsEpochs({ row, run }: DocumentEntry, entry: Entry): boolean {
  if (run === null) return true;
  const { basis, corrected, logged } = figuresOf(entry.run);
  return isSame({ basis, corrected, logged }, row.figures);
}

/** The same after both were written as JSON. */
const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));

/** Keys in one order, all the way down. */
function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(sorted);
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, part]) => [key, sorted(part)]));
}

const totalOfDocument = ({ totals: { runs, energyKwh, co2eqG } }: ReportDocument): StatedTotal => ({
  ...{ runs, energyKwh, co2eqG },
});

/**
 * Checks a document.
 *
 * @param logs files, folders and tables to compare it with; null where only its own total is checked
 * @throws CtError as `documentOf`, and NOT_A_REPORT for data of which figures cannot be computed
 */
export async function verifyDocument(
  document: ReportDocument,
  logs: readonly string[] | null = null,
  options: DocumentOfOptions = {},
): Promise<Verification> {
  const own = await orDamaged(() => checkOwn(document));
  const stated = totalOfDocument(document);
  if (logs === null) return { verified: own === null, stated, own, logs: null };
  const found = await documentOf(logs, { ...optionsOfDocument(document), ...options });
  const check = await orDamaged(() => compare(document, found));
  const isSameRuns = check.missing.length + check.added.length + check.changed.length === 0;
  return { verified: own === null && isSameRuns, stated, own, logs: check };
}

/** Data that somebody changed may lack anything: what then fails says only that they are damaged. */
async function orDamaged<T>(check: () => T | Promise<T>): Promise<T> {
  try {
    return await check();
  } catch (error) {
    if (error instanceof CtError) throw error;
    throw new CtError('NOT_A_REPORT', NO_FIGURES, { cause: error });
  }
}

const NO_FIGURES = 'the data of the report are damaged: no total can be computed from them';

/** The options with which the logs of a document are read again. */
function optionsOfDocument({ options }: ReportDocument): DocumentOfOptions {
  const { manifest: _, ...rest } = options;
  return Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== null)) as DocumentOfOptions;
}

/** Compares runs by their content, and the others by their names. */
function compare(stated: ReportDocument, found: ReportDocument): LogsCheck {
  const { factors } = stated.options;
  const amounts = (part: DocumentEntry): Amounts => amountsOf(part, stated.options.asLogged, factors);
  const byContent = new Map<string, DocumentEntry[]>();
  for (const part of found.entries) {
    const { contentHash } = part.row;
    const known = byContent.get(contentHash);
    if (known === undefined) byContent.set(contentHash, [part]);
    else known.push(part);
  }
  const changed: ChangedEntry[] = [];
  const addChange = (a: DocumentEntry, b: DocumentEntry): void => {
    const [before, after] = [amounts(a), amounts(b)];
    const [runId, sameFigures] = [a.row.runId, isSame(before, after)];
    changed.push({ runId, stated: before, found: after, sameFigures, fields: changedFields(a, b) });
  };
  const left: DocumentEntry[] = [];
  const matched = new Set<DocumentEntry>();
  for (const part of stated.entries) {
    const same = byContent.get(part.row.contentHash)?.shift();
    if (same === undefined) {
      left.push(part);
      continue;
    }
    matched.add(same);
    const sameBytes = part.sha256 === null || same.sha256 === null || part.sha256 === same.sha256;
    if (!sameBytes || !isSame(amounts(part), amounts(same)) || !isSameRecord(part, same)) addChange(part, same);
  }
  const others = new Map<string, DocumentEntry[]>();
  for (const part of found.entries) {
    if (matched.has(part)) continue;
    const key = nameOf(part);
    others.set(key, [...(others.get(key) ?? []), part]);
  }
  const missing: OneSided[] = [];
  for (const part of left) {
    const other = others.get(nameOf(part))?.shift();
    if (other === undefined) missing.push({ runId: part.row.runId, ...amounts(part) });
    else addChange(part, other);
  }
  const added = [...others.values()].flat().map((part) => ({ runId: part.row.runId, ...amounts(part) }));
  return {
    total: totalOfDocument(found),
    sameFiles: stated.inputs.files > 0 && stated.inputs.sha256 === found.inputs.sha256,
    ...{ missing, added, changed },
  };
}

/** Whether the logs give the same epochs and printed blocks; a run from a table has none to compare. */
const isSameRecord = (a: DocumentEntry, b: DocumentEntry): boolean =>
  a.run === null || b.run === null || isSame(recordOf(a.run), recordOf(b.run));

const recordOf = ({ epochs, actual, predicted }: RunDetail): unknown => ({ epochs, actual, predicted });

/** Folders may have moved since. */
const nameOf = ({ row: { runId, trackingId } }: DocumentEntry): string =>
  trackingId ?? runId.slice(runId.lastIndexOf('/') + 1);

function amountsOf(part: DocumentEntry, asLogged: boolean, factors: ReportDocument['options']['factors']): Amounts {
  const entry = entryAlone(part);
  const figure: Figure = asLogged
    ? part.row.figures.logged
    : withFactors(withCounted(entry, part), factors).figures.corrected;
  const { energyKwh, co2eqG } = figure;
  if (areFigures(figure)) return { energyKwh, co2eqG };
  throw new CtError('NOT_A_REPORT', `the data of the report are damaged: ${part.row.runId} has no figures`);
}

/** The part of an entry that its total counts. */
function withCounted(entry: Entry, { row: { counted } }: DocumentEntry): Entry {
  if (counted === null) return entry;
  const corrected = { ...entry.figures.corrected, ...counted };
  return { ...entry, figures: { ...entry.figures, corrected } };
}
