export type { Entry, Factors, Traits } from './entry.ts';
export { asLoggedEntry, entryOf, newEntry, shownEpochsOf } from './entry.ts';
export type { AuditEntry, AuditGroup } from './findings/audit.ts';
export { AuditTotals, auditEntry, auditFinding } from './findings/audit.ts';
export { CORRECTIONS, type Correction, CorrectionTotals } from './findings/corrections.ts';
export { aboutCountry } from './findings/country.ts';
export { assess, examine, examineClosely } from './findings/examine.ts';
export { isAboutReplaced } from './findings/factors.ts';
export {
  type CountedPart,
  countedPartOf,
  doubtedKwh,
  isQuiet,
  isWeighty,
  type Spread,
  spreadOf,
  spreadText,
} from './findings/weight.ts';
export { contentHash } from './ledger/content-hash.ts';
export { DeviceTimes } from './ledger/device-times.ts';
export { withDevicesOnce } from './ledger/devices-once.ts';
export { FigureHash } from './ledger/figure-hash.ts';
export type { Identity, PrintedBlock } from './ledger/identity.ts';
export type { LedgerOptions } from './ledger/ledger.ts';
export { Ledger } from './ledger/ledger.ts';
export type { Amount, CountedKind, CountedRun, RowIntensity, RunRow } from './row.ts';
export {
  countedEntriesOf,
  countedFindingsOf,
  deviceHours,
  type EpochRow,
  entryOfRow,
  epochRowsOf,
  ownRowOf,
  rowOf,
  TABLE_SCHEMA,
  withoutEpochs,
} from './row.ts';
export type { ComponentReadings } from './run/component-readings.ts';
export { RANGE_KINDS, type RangeKind } from './run/deviations.ts';
export {
  deviceFactor,
  epochPowerW,
  gpuCount,
  isPart,
  placeOf,
} from './run/devices.ts';
export type { GivenFactors } from './run/factors.ts';
export {
  checkFactors,
  checkFigures,
  equivalentsOf,
  figuresWithFactors,
  hasFactors,
  impliedGPerKwh,
  withFactors,
} from './run/factors.ts';
export { basisOf, figuresOf, OBTAINED, type Obtained } from './run/figures.ts';
export { meanPowerW } from './run/mean-power.ts';
export type { FigureRange, IntensityBounds, KnownBounds, RangePart } from './run/range.ts';
export { rangeOf, rangeOfEntry } from './run/range.ts';
export { decideAveraging } from './run/writers.ts';
export type { ChangedRun, ComparedCountry, ComparedRun, Comparison, Difference } from './totals/comparison.ts';
export { compareCountries, compareRuns } from './totals/comparison.ts';
export type { Group, Grouping, GroupName, GroupOptions, JobTraits } from './totals/groups.ts';
export {
  folderAndStem,
  GROUPINGS,
  GroupTotals,
  groupNameBy,
  joinedGroups,
  slurmJobId,
  sortedByName,
} from './totals/groups.ts';
export type { TotalRange } from './totals/range-totals.ts';
export { RangeTotals } from './totals/range-totals.ts';
export { aggregate, type EntriesOptions, entriesOf, RunTotals } from './totals/run-totals.ts';
export type { AggregateOptions, Basis, Figure, Figures, SameMachine, Totals } from './types.ts';
export { BASES, isComplete } from './types.ts';
