export type { ComponentDictionary, ConsumptionDictionary, LogDictionary } from './dictionary.ts';
export { toComponents, toDictionary } from './dictionary.ts';
export type { FileSet } from './file-sets.ts';
export type { FindOptions } from './find.ts';
export { findRuns } from './find.ts';
export { iterateParsedRuns, type ParseOptions, readFileSet, readParts } from './read.ts';
export type { ReadAheadOptions } from './read-ahead.ts';
export { samplesOf } from './read-samples.ts';
