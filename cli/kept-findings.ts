/** Findings of many runs, kept until all runs are read, because only then is it known which kinds are shown. */
import type { Finding } from '../src/model/run.ts';

/** A finding as printed: with the id of its run, null where it belongs to none. */
export type FindingOfRun = { run: string | null } & Finding;

/** A piece of the list: an array of all would be copied whenever it grows. */
interface Piece {
  /** Id of each finding's run. */
  runs: (string | null)[];
  /** Each finding, or one that came before and differs from it only in its range. */
  findings: Finding[];
  /** Lowest and highest energy of the range of each finding, in kWh; 0 without a range. */
  rangesKwh: Float64Array;
}

const FINDINGS_PER_PIECE = 1024;

/**
 * Keeps findings in the order in which they came. Of those that hold nothing but a range beside their message, as nearly every
 * run has one, the range is kept as two numbers: as objects those of 100,000 runs take ten times the memory.
 */
export class KeptFindings {
  readonly #pieces: Piece[] = [];
  /** The first finding of each message that others may have in common. */
  readonly #firsts = new Map<string, Finding>();

  /** Adds a finding of a run, or of none. */
  add(run: string | null, finding: Finding): void {
    let piece = this.#pieces.at(-1);
    if (piece === undefined || piece.findings.length === FINDINGS_PER_PIECE) {
      piece = { runs: [], findings: [], rangesKwh: new Float64Array(2 * FINDINGS_PER_PIECE) };
      this.#pieces.push(piece);
    }
    const rangeKwh = finding.figures?.rangeKwh ?? null;
    if (rangeKwh !== null) piece.rangesKwh.set(rangeKwh, 2 * piece.findings.length);
    piece.runs.push(run);
    piece.findings.push(holdsOnlyRange(finding) ? this.#firstLike(finding) : finding);
  }

  /** The findings of the codes that are meant, as they were added. */
  *ofCodes(isMeant: (code: string) => boolean): Generator<FindingOfRun> {
    for (const { runs, findings, rangesKwh } of this.#pieces) {
      for (let i = 0; i < findings.length; i += 1) {
        const finding = findings[i] as Finding;
        if (!isMeant(finding.code)) continue;
        const one: FindingOfRun = { run: runs[i] as string | null, ...finding };
        const { figures } = finding;
        if (figures != null && figures.rangeKwh !== null) {
          const rangeKwh: [number, number] = [rangesKwh[2 * i] as number, rangesKwh[2 * i + 1] as number];
          one.figures = { ...figures, rangeKwh };
        }
        yield one;
      }
    }
  }

  #firstLike(finding: Finding): Finding {
    const { code, severity, message } = finding;
    const first = this.#firsts.get(message);
    if (first === undefined) this.#firsts.set(message, finding);
    return first?.code === code && first.severity === severity ? first : finding;
  }
}

/** Whether a finding holds nothing but a range beside its code, severity and message. */
function holdsOnlyRange({ effectKwh, effectCo2eqG, figures, files, runs, moreRuns }: Finding): boolean {
  if (effectKwh !== null || figures == null || figures.loggedKwh !== null || figures.correctKwh !== null) return false;
  if (effectCo2eqG !== undefined || files !== undefined || runs !== undefined || moreRuns !== undefined) return false;
  return figures.rangeKwh !== null;
}
