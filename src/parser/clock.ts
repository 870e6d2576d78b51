/** A clock that never goes back. */

/**
 * Milliseconds since some moment. `performance.now` says the same, but its first use loads ten modules of Node, which takes
 * 1 to 2 ms of the start of a command.
 */
export function nowMs(): number {
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * 1000 + nanoseconds / 1e6;
}
