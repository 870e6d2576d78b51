export type { LogText } from '../log/records.ts';
export type { ComponentDictionary, ConsumptionDictionary, LogDictionary } from './dictionary.ts';
export { toComponents, toDictionary } from './dictionary.ts';
export type { Content } from './find/content.ts';
export { digestOfFiles, type FileDigest, FileDigests } from './find/digests.ts';
export type { RawFile } from './find/file.ts';
export type { FileSet } from './find/file-sets.ts';
export type { FindOptions } from './find/find.ts';
export { findRuns, placesOf } from './find/find.ts';
export { readShard, readSince, type Selection, type Shard } from './find/selection.ts';
export { checkTraceOptions } from './power-trace/cut.ts';
export {
  excerptsOfRun,
  formatOfFile,
  iterateParsedRuns,
  type ParseOptions,
  readFileSet,
  readParts,
  samplesOf,
} from './read.ts';
export type { ReadAheadOptions } from './read-ahead.ts';
export type { Source, SourceFile, SourceOptions } from './source.ts';
