/** Device names that hold a comma, which separates the devices of a line too. */

/** How names of GPUs begin, with and without their maker. */
const GPU_FAMILY =
  /^(?:nvidia|geforce|tesla|quadro|titan|grid|nvs|jetson|orin|thor|dgx|rtx|gtx?|amd|radeon|instinct|vega|navi|intel|arc|iris|uhd|data cent(?:er|re)|apple|graphics|gpu|ane)\b|^(?:g?[abhlmpkt]|gh|gb|v|mi|rx)\d+/i;

/** What no name begins with: a size, a number, a word in lower case, the form of a company. */
const NO_BEGINNING = /^(?:[\p{Ll}\d(]|(?:Inc|Ltd|LLC|Corp|Co|GmbH|AG)\b)/u;

/**
 * Puts names of GPUs together that hold a comma: `NVIDIA A100, 40GB` is one device. Behind the name of a known family,
 * what begins like no GPU belongs to it.
 */
export function joinGpuNames(pieces: readonly string[]): string[] {
  const names: string[] = [];
  for (const piece of pieces) {
    const before = names.at(-1);
    if (before !== undefined && belongsTo(before, piece)) names[names.length - 1] = `${before}, ${piece}`;
    else names.push(piece);
  }
  return names;
}

function belongsTo(before: string, piece: string): boolean {
  if (GPU_FAMILY.test(piece)) return false;
  return GPU_FAMILY.test(before) || NO_BEGINNING.test(piece);
}
