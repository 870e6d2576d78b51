/** What versions of carbontracker are known to leave out. */
import type { Writer } from '../../model/run.ts';

/** Up to 1.0.x no PUE is applied; every later version applies one. */
export const appliesNoPue = ({ tool, version }: Writer): boolean =>
  tool === 'carbontracker' && /^(?:0|1\.0)\./.test(version ?? '');

/** Up to 1.0.6 the stamps of the log, in local time, are all that tells how long an epoch took. */
export const timesByStamps = ({ tool, version }: Writer): boolean =>
  tool === 'carbontracker' && /^(?:0\.|1\.0\.[0-6]$)/.test(version ?? '');

/** 2.3.x writes no end line, so a complete run and one that was cut off look alike. */
export const writesNoEnd = ({ tool, version }: Writer): boolean =>
  tool === 'carbontracker' && /^2\.3\./.test(version ?? '');
