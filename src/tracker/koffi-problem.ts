/** What is wrong with the optional package that calls libraries of the system, in words that say what to do. */

/** Why koffi cannot be loaded; null for an error of another kind. */
export function koffiProblem(error: unknown): string | null {
  const message = error instanceof Error ? error.message : '';
  if (message.includes("Cannot find module 'koffi'")) return 'the optional package koffi is not installed';
  // npm leaves it out where a lock file of another system names the packages.
  return message.includes('native Koffi module')
    ? 'the optional package koffi lacks its part for this system: npm install koffi brings it'
    : null;
}
