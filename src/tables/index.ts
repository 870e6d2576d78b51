export { type Column, cellsOf } from './column.ts';
export { csvWriter } from './csv.ts';
export { isTableFile, tablesIn } from './dataset/folder.ts';
export { EPOCH_COLUMNS } from './epoch-columns.ts';
export { readTables } from './read.ts';
export { JOB_COLUMNS, RUN_COLUMNS, recordOf } from './run-columns.ts';
export { writeParquet } from './write-parquet.ts';
