/** Words for runs under way, which `watch` and `ct-track --live` share. */
const EPOCH_BAR = 10;

/** Power in whole W; a hyphen where it is unknown. */
export const powerText = (powerW: number | null): string => (powerW === null ? '- W' : `${powerW.toFixed(0)} W`);

/** How many of the planned epochs have ended, as a bar. */
export function epochBar(epochs: number, plannedEpochs: number): string {
  const done = Math.round((EPOCH_BAR * Math.min(epochs, plannedEpochs)) / plannedEpochs);
  return `[${'#'.repeat(done)}${'-'.repeat(EPOCH_BAR - done)}]`;
}
