/** The samples file of a run, for whoever wants to draw it. */
import { readSamples } from '../log/samples.ts';
import type { Run } from '../model/run.ts';
import type { Samples } from '../model/samples.ts';
import { readWhole } from './read-ahead.ts';

/** Power and cumulative energy over time; null where the run has no samples file that can be read. */
export function samplesOf({ files }: Run): Samples | null {
  const content = files.samples === null ? null : readWhole(files.samples);
  return content !== null && 'text' in content ? readSamples(content.text) : null;
}
