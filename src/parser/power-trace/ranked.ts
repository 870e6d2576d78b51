/** The number that has a rank among others, without sorting all of them. */

/** Numbers in an unlucky order are sorted after this many rounds; others take about as many as the count has binary digits. */
const MOST_ROUNDS = 64;

/**
 * The number at a place of the sorted numbers, found as Hoare's "Find" does (CACM 4(7), 1961).
 *
 * @param numbers at least one, none of them NaN; they are left in another order
 */
export function ranked(numbers: Float64Array, place: number): number {
  let [first, last] = [0, numbers.length - 1];
  for (let round = 0; first < last; round += 1) {
    if (round === MOST_ROUNDS) {
      numbers.subarray(first, last + 1).sort();
      break;
    }
    const pivot = numbers[(first + last) >> 1] as number;
    let [low, high] = [first, last];
    while (low <= high) {
      while ((numbers[low] as number) < pivot) low += 1;
      while ((numbers[high] as number) > pivot) high -= 1;
      if (low > high) break;
      const number = numbers[low] as number;
      numbers[low] = numbers[high] as number;
      numbers[high] = number;
      low += 1;
      high -= 1;
    }
    // What lies between the two parts equals the pivot.
    if (place > high && place < low) break;
    if (place <= high) last = high;
    else first = low;
  }
  return numbers[place] as number;
}
