/** The commands that are measured and what they are compared with. */
import { fileURLToPath } from 'node:url';

const here = (name) => fileURLToPath(new URL(name, import.meta.url));

export const ctParse = [process.execPath, here('../dist/cli/ct-parse.js')];
/** With its launcher, as users start it. */
export const ctTrack = [here('../dist/cli/ct-track.js')];
export const bareStart = [process.execPath, '-e', '0'];
export const bareRead = [process.execPath, here('bare-read.mjs')];

/** A Python that has carbontracker; without it carbontracker is not measured. */
const python = process.env.CARBONTRACKER_PYTHON;

const AGGREGATE = 'import sys; from carbontracker import parser; print(parser.aggregate_consumption(sys.argv[1]))';
const REPORT = 'import sys; from carbontracker.report import generate_report_from_log as g; g(*sys.argv[1:])';

export const hasCarbontracker = python !== undefined;
export const theirAggregate = (folder) => [python, '-c', AGGREGATE, folder];
export const theirReport = (log, pdf) => [python, '-c', REPORT, log, pdf];
