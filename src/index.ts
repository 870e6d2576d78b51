export type {
  AggregateOptions,
  Amount,
  AuditEntry,
  AuditGroup,
  Basis,
  ChangedRun,
  ComparedCountry,
  ComparedRun,
  Comparison,
  Difference,
  EntriesOptions,
  Entry,
  Factors,
  Figure,
  FigureRange,
  Figures,
  GivenFactors,
  Group,
  Grouping,
  GroupName,
  GroupOptions,
  Identity,
  IntensityBounds,
  JobTraits,
  KnownBounds,
  PrintedBlock,
  RangeKind,
  RangePart,
  RowIntensity,
  RunRow,
  SameMachine,
  TotalRange,
  Totals,
  Traits,
} from './accounting/index.ts';
export {
  AuditTotals,
  aggregate,
  auditEntry,
  BASES,
  compareCountries,
  compareRuns,
  entriesOf,
  examine,
  examineClosely,
  figuresOf,
  GROUPINGS,
  GroupTotals,
  gpuCount,
  groupNameBy,
  RANGE_KINDS,
  RangeTotals,
  rangeOfEntry,
  withFactors,
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
  readEntries,
  readRuns,
  renderReport,
} from './api.ts';
export type { Total } from './counting.ts';
export { type DocumentOfOptions, documentOf } from './document.ts';
export type { Exclusion, Manifest, ManifestDefaults, Phase as ManifestPhase } from './manifest/index.ts';
export { PhaseFinder, readManifest } from './manifest/index.ts';
export type { CountryAverage } from './model/country.ts';
export { countryAverage, INTENSITY_YEARS } from './model/country.ts';
export type { DeviceEnergy } from './model/device-energy.ts';
export type { ErrorCode } from './model/errors.ts';
export { CtError, ERROR_CODES } from './model/errors.ts';
export type { KnownIntensity } from './model/factors.ts';
export type { FindingCode } from './model/findings.ts';
export { FINDINGS } from './model/findings.ts';
export type { OutsideEnergy } from './model/outside-energy.ts';
export type { Pause } from './model/pauses.ts';
export type * from './model/run.ts';
export type * from './model/samples.ts';
export type * from './model/tracking.ts';
export type { ComponentDictionary, ConsumptionDictionary, LogDictionary } from './parser/index.ts';
export { samplesOf } from './parser/index.ts';
export type { Audit, EntryOptions, ReadOptions, TotalOptions } from './pipeline.ts';
export { auditLogs, totalOf } from './pipeline.ts';
export type {
  DocumentEntry,
  DocumentInputs,
  DocumentOptions,
  PackedEpochs,
  PackedPowers,
  ReportDocument,
  RunDetail,
} from './report/document/index.ts';
export { entriesOfDocument, readDocument, writeDocument } from './report/document/index.ts';
export type { ReportOptions } from './report/pdf/document.ts';
export type { DeviceHours } from './report/statement/device-hours.ts';
export { FactTotals, factsOf } from './report/statement/fact-totals.ts';
export type { IntensityFact, PueFact } from './report/statement/factor-totals.ts';
export type { Facts, FactsOptions, FindingFact, Phase } from './report/statement/facts.ts';
export { phaseOf } from './report/statement/facts.ts';
export type { HardwareFact } from './report/statement/hardware.ts';
export type { StatementStyle } from './report/statement/index.ts';
export { STATEMENT_STYLES, statement } from './report/statement/index.ts';
export type { FigureName, Markup, StatementUnit } from './report/statement/markup.ts';
export type { StatementOptions } from './report/statement/options.ts';
export { type SentenceOptions, sentence } from './report/statement/sentence.ts';
export type { KeptPue, OtherTool, Tools } from './report/statement/tools.ts';
export type { EpochResult } from './tracker/epoch-result.ts';
export type { Figure as TrackerFigure, PredictedFigure } from './tracker/figures.ts';
export { CarbonTracker, type CarbonTrackerOptions } from './tracker/tracker.ts';
