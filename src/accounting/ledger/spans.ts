/** Stretches of time in which a device used energy: what two lists of them have in common. */

/** Energy of one device in a stretch of time. */
export interface Span {
  /** Unix time in s. */
  fromS: number;
  /** Unix time in s. */
  toS: number;
  /** Energy in J, without PUE. */
  energyJ: number;
}

/** Shorter overlaps are the rounding of clocks. */
const LEAST_OVERLAP_S = 0.01;

/** The power of a device outside the common time is at most this many times its mean. */
const MOST_POWER = 3;
/** Readings of one device over the same time differ by less. */
const MOST_RATIO = 1.1;

/** Whether two lists of spans cannot be of one device: in the common time one of them needs more energy than the other has. */
export function differ(known: readonly Span[], added: readonly Span[]): boolean {
  const [first, last] = [added[0], added.at(-1)];
  if (first === undefined || last === undefined) return false;
  const near: Span[] = [];
  for (let i = firstAfter(known, first.fromS); i < known.length && (known[i] as Span).fromS < last.toS; i += 1) {
    near.push(known[i] as Span);
  }
  const [small, big] = [sumOf(near), sumOf(added)].sort((a, b) => a.energyJ - b.energyJ) as [Amount, Amount];
  const aloneS = big.timeS - commonTimeS(near, added);
  const aloneJ = MOST_POWER * (big.energyJ / big.timeS) * aloneS;
  return big.energyJ - aloneJ > MOST_RATIO * small.energyJ;
}

interface Amount {
  timeS: number;
  energyJ: number;
}

function sumOf(spans: readonly Span[]): Amount {
  const sum = { timeS: 0, energyJ: 0 };
  for (const { fromS, toS, energyJ } of spans) {
    sum.timeS += toS - fromS;
    sum.energyJ += energyJ;
  }
  return sum;
}

/** Time that two lists of spans in the order of time have in common. */
function commonTimeS(a: readonly Span[], b: readonly Span[]): number {
  let [i, j, commonS] = [0, 0, 0];
  while (i < a.length && j < b.length) {
    const [one, other] = [a[i] as Span, b[j] as Span];
    commonS += Math.max(0, Math.min(one.toS, other.toS) - Math.max(one.fromS, other.fromS));
    if (one.toS <= other.toS) i += 1;
    else j += 1;
  }
  return commonS;
}

/** Index of the first span that ends after a moment. */
export function firstAfter(spans: readonly Span[], atS: number): number {
  let [low, high] = [0, spans.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((spans[middle] as Span).toS <= atS) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Joins two lists in the order of time; what the second has in common with the first is left out and added up. */
export function merge(known: readonly Span[], added: readonly Span[]): { merged: Span[]; sharedJ: number } {
  const merged: Span[] = [];
  let sharedJ = 0;
  let k = 0;
  for (const span of added) {
    while (k < known.length && (known[k] as Span).toS <= span.fromS) merged.push(known[k++] as Span);
    let restJ = span.energyJ;
    let freeS = 0;
    let atS = span.fromS;
    const free: { fromS: number; toS: number }[] = [];
    const leave = (toS: number): void => {
      if (toS > atS) {
        free.push({ fromS: atS, toS });
        freeS += toS - atS;
      }
    };
    let j = k;
    for (; j < known.length && (known[j] as Span).fromS < span.toS; j += 1) {
      const other = known[j] as Span;
      leave(other.fromS);
      restJ -= Math.min(restJ, overlapJ(other, span));
      atS = Math.max(atS, other.toS);
    }
    leave(span.toS);
    sharedJ += span.energyJ - restJ;
    const pieces = free.map(({ fromS, toS }) => ({ fromS, toS, energyJ: (restJ * (toS - fromS)) / freeS }));
    // The last known span may reach into the next added one, so it stays until that is done.
    const done = j > k && (known[j - 1] as Span).toS > span.toS ? j - 1 : j;
    for (const piece of inOrder(known.slice(k, done), pieces)) merged.push(piece);
    k = done;
  }
  for (const span of known.slice(k)) merged.push(span);
  return { merged, sharedJ };
}

const inOrder = (a: readonly Span[], b: readonly Span[]): Span[] =>
  b.length === 0 ? [...a] : [...a, ...b].sort((one, other) => one.fromS - other.fromS);

/**
 * Energy that two spans have in common. Power within a span is not known, so the span with the larger part in the overlap
 * decides, which is exact where one lies within the other.
 */
function overlapJ(a: Span, b: Span): number {
  const overlapS = Math.min(a.toS, b.toS) - Math.max(a.fromS, b.fromS);
  if (overlapS < LEAST_OVERLAP_S) return 0;
  const [shareA, shareB] = [overlapS / (a.toS - a.fromS), overlapS / (b.toS - b.fromS)];
  return shareA > shareB ? a.energyJ * shareA : b.energyJ * shareB;
}
