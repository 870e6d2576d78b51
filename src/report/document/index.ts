export type { PackedEpochs, PackedPowers } from './epochs.ts';
export { packEpochs, unpackEpochs } from './epochs.ts';
export { documentOfEntries } from './of-entries.ts';
export { entriesOfDocument, entryAlone, entryAsCounted, readDocument } from './read.ts';
export type { DocumentEntry, DocumentInputs, DocumentOptions, ReportDocument, RunDetail } from './types.ts';
export { DOCUMENT_SCHEMA, NO_OPTIONS } from './types.ts';
export type { DocumentParts } from './write.ts';
export { documentEntry, documentTexts, newDocument, writeDocument } from './write.ts';
