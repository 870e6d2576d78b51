/** How long a child process may take before it counts as hanging; no test fails because a machine is slow. */
export const HANG_MS = 600_000;
