export type { ComponentDictionary, ConsumptionDictionary, LogDictionary } from './dictionary.ts';
export { toComponents, toDictionary } from './dictionary.ts';
export type { FileSet } from './find/file-sets.ts';
export type { FindOptions } from './find/find.ts';
export { findRuns } from './find/find.ts';
export { checkTraceOptions } from './power-trace/cut.ts';
export { iterateParsedRuns, type ParseOptions, readFileSet, readParts, samplesOf } from './read.ts';
export type { ReadAheadOptions } from './read-ahead.ts';
export type { Source, SourceFile, SourceOptions } from './source.ts';
