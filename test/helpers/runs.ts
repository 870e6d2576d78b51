/** Runs made by hand or from texts. */
import type { Run } from '../../src/index.ts';
import { assembleRuns } from '../../src/parser/carbontracker/repair/assemble.ts';

/** The runs of texts, as if they stood in the files of one stem. */
export function runsOf(standard: string | null, output: string | null = null, error: string | null = null): Run[] {
  const files = {
    standard: standard === null ? null : 'x_carbontracker.log',
    output: output === null ? null : 'x_carbontracker_output.log',
    error: error === null ? null : 'x_carbontracker_err.log',
    samples: null,
  };
  return assembleRuns('x', files, { standard, output, error });
}

/** The one run of such texts. */
export function runOf(standard: string | null, output: string | null = null, error: string | null = null): Run {
  const runs = runsOf(standard, output, error);
  if (runs.length !== 1 || runs[0] === undefined) throw new Error(`${runs.length} runs, expected one`);
  return runs[0];
}

/** Codes of a run's findings. */
export const codesOf = ({ findings }: { findings: readonly { code: string }[] }): string[] =>
  findings.map(({ code }) => code);
