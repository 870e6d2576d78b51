/** Two sets of runs side by side: what came, what went, what changed, and what that makes in the totals. */
import { ownName, readStem, splitNumber } from '../model/stem.ts';
import { isSameAmount } from './ledger/copies.ts';
import { totalsOfRows, withoutCopies } from './ledger/ledger.ts';
import type { Amount, RunRow } from './row.ts';
import type { Basis, Totals } from './types.ts';

/** A run of one side, with its whole figure. */
export interface ComparedRun extends Amount {
  runId: string;
  basis: Basis;
}

/** From A to B; positive where B is more. */
export interface Difference {
  energyKwh: number;
  /** Of A; null where A has none. */
  energyPercent: number | null;
  /** Null where the CO2eq of one side is unknown. */
  co2eqG: number | null;
  co2eqPercent: number | null;
}

/** A run that both sides have, with other figures. */
export interface ChangedRun extends Difference {
  a: ComparedRun;
  b: ComparedRun;
}

/** Two sets of runs, side by side. */
export interface Comparison {
  totals: { a: Totals; b: Totals };
  difference: Difference;
  /** Runs that both sides have with the same figures. */
  same: number;
  added: ComparedRun[];
  gone: ComparedRun[];
  changed: ChangedRun[];
}

/**
 * Compares two sets of runs. A run of both sides is recognised by its content, ct-track's id or its first epoch; else by its folder and stem, or
 * its stem alone where that holds more than a time. Copies within a side count once. Totals take devices that runs share once, figures of runs are whole,
 * so a run is not changed by another that is missing.
 */
export function compareRuns(a: readonly RunRow[], b: readonly RunRow[]): Comparison {
  let rest: Sides = { a: withoutCopies(a).sort(byName), b: withoutCopies(b).sort(byName) };
  const pairs: Pair[] = [];
  for (const identity of IDENTITIES) {
    const matched = match(rest, identity);
    for (const pair of matched.pairs) pairs.push(pair);
    rest = matched.rest;
  }
  const changed = pairs.filter(isChanged);
  const totals = { a: totalsOfRows(a), b: totalsOfRows(b) };
  return {
    totals,
    difference: differenceOf(totals.a, totals.b),
    same: pairs.length - changed.length,
    added: rest.b.map(comparedRun),
    gone: rest.a.map(comparedRun),
    changed: changed
      .map(([one, other]) => {
        const [runA, runB] = [comparedRun(one), comparedRun(other)];
        return { a: runA, b: runB, ...differenceOf(runA, runB) };
      })
      .sort((one, other) => compareTexts(one.a.runId, other.a.runId)),
  };
}

type Pair = readonly [RunRow, RunRow];

interface Sides {
  a: RunRow[];
  b: RunRow[];
}

/** What a run is known by, from the surest on; null is not known. */
const IDENTITIES: readonly ((row: RunRow) => string | null)[] = [
  // Runs with made-up figures look alike; the process in their names separates them.
  ({ contentHash, runId }) => `${contentHash} ${processOf(runId)}`,
  ({ trackingId }) => trackingId,
  ({ identity, startedAt, runId }) =>
    identity?.provenEpochs === 1 ? `${startedAt} ${identity.prefixes[0]} ${processOf(runId)}` : null,
  ({ runId }) => runId.split('/').slice(-2).join('/'),
  ({ runId }) => tellingStem(runId.split('/').at(-1) ?? ''),
];

const processOf = (runId: string): string => readStem(splitNumber(ownName(runId)).stem).pid ?? '';

/** The oldest versions name files by the minute alone, which many runs share. */
const tellingStem = (stem: string): string | null => (/^\d{4}-\d\d-\d\dT/.test(stem) ? null : stem);

/** Pairs runs of the same identity in the order of their names. */
function match({ a, b }: Sides, identity: (row: RunRow) => string | null): { pairs: Pair[]; rest: Sides } {
  const known = new Map<string, RunRow[]>();
  const rest: Sides = { a: [], b: [] };
  for (const row of b) {
    const key = identity(row);
    const group = key === null ? undefined : known.get(key);
    if (key === null) rest.b.push(row);
    else if (group === undefined) known.set(key, [row]);
    else group.push(row);
  }
  const pairs: Pair[] = [];
  for (const row of a) {
    const partner = known.get(identity(row) ?? '')?.shift();
    if (partner === undefined) rest.a.push(row);
    else pairs.push([row, partner]);
  }
  for (const group of known.values()) for (const row of group) rest.b.push(row);
  rest.b.sort(byName);
  return { pairs, rest };
}

const compareTexts = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const byName = (a: RunRow, b: RunRow): number => compareTexts(a.runId, b.runId);

function isChanged([a, b]: Pair): boolean {
  return a.account.basis !== b.account.basis || !isSameAmount(a.account.corrected, b.account.corrected);
}

function comparedRun({ runId, account }: RunRow): ComparedRun {
  const { energyKwh, co2eqG } = account.corrected;
  return { runId, basis: account.basis, energyKwh, co2eqG };
}

function differenceOf(a: Amount, b: Amount): Difference {
  const co2eqG = a.co2eqG === null || b.co2eqG === null ? null : b.co2eqG - a.co2eqG;
  return {
    energyKwh: b.energyKwh - a.energyKwh,
    energyPercent: percentOf(b.energyKwh - a.energyKwh, a.energyKwh),
    co2eqG,
    co2eqPercent: co2eqG === null ? null : percentOf(co2eqG, a.co2eqG ?? 0),
  };
}

const percentOf = (part: number, whole: number): number | null => (whole === 0 ? null : (part / whole) * 100);
