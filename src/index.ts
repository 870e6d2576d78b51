export type {
  Account,
  AggregateOptions,
  Basis,
  ComparedCountry,
  Figure,
  FigureRange,
  Group,
  Grouping,
  GroupName,
  GroupOptions,
  Pricing,
  RangeKind,
  RangePart,
  TotalRange,
  Totals,
} from './accounting/index.ts';
export {
  account,
  accountAll,
  aggregate,
  compareCountries,
  examine,
  GROUPINGS,
  GroupTotals,
  gpuCount,
  groupNameBy,
  priceAccount,
  priceRun,
  RANGE_KINDS,
  RangeTotals,
} from './accounting/index.ts';
export {
  aggregateConsumption,
  aggregateConsumption as aggregate_consumption,
  generateReportFromLog,
  generateReportFromLog as generate_report_from_log,
  iterateRuns,
  parseAllLogs,
  parseAllLogs as parse_all_logs,
  parseLogs,
  parseLogs as parse_logs,
  printAggregate,
  printAggregate as print_aggregate,
  readRuns,
} from './api.ts';
export type { AssessedRun, AssessOptions, ReadOptions } from './assessed.ts';
export { assessRuns } from './assessed.ts';
export type { Manifest } from './manifest/index.ts';
export { PhaseFinder, readManifest } from './manifest/index.ts';
export { countryAverage, INTENSITY_YEARS } from './model/country.ts';
export type { ErrorCode } from './model/errors.ts';
export { CtError, ERROR_CODES } from './model/errors.ts';
export type { FindingCode } from './model/findings.ts';
export { FINDINGS } from './model/findings.ts';
export type * from './model/run.ts';
export type * from './model/samples.ts';
export type * from './model/tracking.ts';
export type { ComponentDictionary, ConsumptionDictionary, LogDictionary } from './parser/index.ts';
export { samplesOf } from './parser/index.ts';
export { rangeOfRun } from './ranged.ts';
export { sentence } from './report/statement/sentence.ts';
export type { EpochResult } from './tracker/epoch-result.ts';
export type { Figure as TrackerFigure, PredictedFigure } from './tracker/figures.ts';
export { CarbonTracker, type CarbonTrackerOptions } from './tracker/tracker.ts';
