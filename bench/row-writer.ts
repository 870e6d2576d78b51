/** What the measurements of datasets need of the package beside its commands. */
export { PartWriter } from '../src/tables/index.ts';
