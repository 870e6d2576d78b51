/** Lets go of descriptors that only the command uses, so that the other end sees when it closes them. */
import { closeSync, openSync } from 'node:fs';

/** Closes a descriptor. Node takes the standard ones for granted: the null device stands for them. */
export function leaveDescriptor(descriptor: number): void {
  closeSync(descriptor);
  // The lowest free number is the one that was closed.
  if (descriptor < 3) openSync('/dev/null', descriptor === 0 ? 'r' : 'w');
}
