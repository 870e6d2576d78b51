/** A run or an epoch as one row of a table: what it takes to add a run up on another machine, without its epochs. */
import { totalPowerW } from '../model/energy.ts';
import type { KnownIntensity } from '../model/factors.ts';
import { type Component, type Finding, type Intensity, type Run, recordsEpochs } from '../model/run.ts';
import { joulesToKwh, S_PER_HOUR } from '../model/units.ts';
import type { Entry, Traits } from './entry.ts';
import { PueExaminer } from './findings/factors.ts';
import { deviceFactor } from './run/devices.ts';
import { mayHidePue } from './run/factors.ts';
import type { Figure, Figures } from './types.ts';

/** Version of the columns and of what they mean; a change that an older reader would misread raises it. */
export const TABLE_SCHEMA = 3;

/** Energy and CO2eq of a figure. */
export type Amount = Pick<Figure, 'energyKwh' | 'co2eqG'>;

/** Carbon intensity without the list of its values. */
export interface RowIntensity extends Omit<KnownIntensity, 'source'> {
  /** Publisher of the value; null where the log does not name it. */
  source: string | null;
}

/** A run as a row of a table: all that is needed to add it up without its log. docs/schema.md explains each column. */
export interface RunRow
  extends Omit<Traits, 'isRow' | 'hidesPue'>,
    Pick<Run, 'format' | 'writer' | 'startedAt' | 'endedAt' | 'end' | 'plannedEpochs'> {
  /** Whether CPU and memory count by the share of one process; null in tables of older versions. */
  isShareOfProcess: boolean | null;
  /** Whether no other run of its file was at the same time; null in tables of older versions, and where it was not looked at. */
  isAlone: boolean | null;
  /** Id of the run, as in `Run`. */
  runId: string;
  /** `corrected` is the whole figure of the run, also where another run measured one of its devices too. */
  figures: Figures;
  /**
   * `corrected` as far as it counts among all runs of its table: devices that they share are in one of them, and a copy
   * counts nothing. Null in a part of a dataset, of which the other runs are not known.
   */
  counted: Amount | null;
  /** Whether it counts as a run, which a copy does not; null as above. */
  isCounted: boolean | null;
  /** Findings about what counts of it, such as `device-counted-once`, which depend on the other runs. */
  countedFindings: Finding[];
  /** Name of the group that the user put it in; null without one. */
  group: string | null;
  /** Carbon intensity of the electricity; null where none is known. */
  intensity: RowIntensity | null;
  /** All but `device-counted-once`, which depends on the runs that a run is added to. */
  findings: Finding[];
}

const COUNTED_ONCE = 'device-counted-once';

/** The findings of a run about what counts of it, which depend on the runs that it is added to. */
export const countedFindingsOf = ({ findings }: Pick<Run, 'findings'>): Finding[] =>
  findings.filter(({ code }) => code === COUNTED_ONCE);

/** Entry -> row. */
export function rowOf({ run, traits, figures, whole, factors }: Entry): RunRow {
  const { energyKwh, co2eqG } = figures.corrected;
  return {
    runId: run.id,
    contentHash: traits.contentHash,
    trackingId: traits.trackingId,
    format: run.format,
    writer: run.writer,
    startedAt: run.startedAt,
    endedAt: run.endedAt,
    end: run.end,
    exitCode: traits.exitCode,
    signal: traits.signal,
    epochs: traits.epochs,
    plannedEpochs: run.plannedEpochs,
    figures: { ...figures, corrected: whole },
    counted: { energyKwh, co2eqG },
    isCounted: true,
    countedFindings: countedFindingsOf(run),
    group: null,
    pue: factors.given.pue ?? traits.pue,
    intensity: rowIntensity(factors.intensity),
    gpuDevices: traits.gpuDevices,
    cpuDevices: traits.cpuDevices,
    obtained: traits.obtained,
    host: traits.host,
    utcOffsetMinutes: traits.utcOffsetMinutes,
    command: traits.command,
    job: traits.job,
    findings: run.findings.filter(({ code }) => code !== COUNTED_ONCE),
    deviceEnergy: traits.deviceEnergy,
    identity: traits.identity,
    readings: traits.readings,
    isShareOfProcess: run.isShareOfProcess === true,
    isAlone: run.isAlone === true,
  };
}

/** Entry -> row that depends on no other run. */
export const ownRowOf = (entry: Entry): RunRow => ({
  ...rowOf(entry),
  counted: null,
  isCounted: null,
  countedFindings: [],
});

/** Row -> entry as if the run were alone. */
export function entryOfRow(row: RunRow): Entry {
  const { figures, pue, intensity } = row;
  const { format, writer, startedAt, endedAt, end, plannedEpochs } = row;
  const run: Run = {
    ...{ id: row.runId, format, writer, startedAt, endedAt, end, plannedEpochs, pue },
    files: { standard: null, output: null, error: null, samples: null },
    components: componentsOf(row),
    epochs: [],
    durationResolutionS: 0,
    intensity: intensity === null ? null : intensityOf(intensity),
    actual: null,
    predicted: null,
    tracking: null,
    findings: [...row.findings],
    ...(row.isShareOfProcess === true ? { isShareOfProcess: true } : {}),
    ...(row.isAlone === true ? { isAlone: true } : {}),
  };
  return {
    run,
    traits: { ...row, readings: row.readings ?? null, isRow: true, hidesPue: mayHidePue(run, figures.basis) },
    figures,
    beforeFactors: figures,
    whole: figures.corrected,
    factors: { pue, intensity: run.intensity, given: {} },
    judged: [],
    quiet: [],
  };
}

/** What very many runs of a dataset have in common. */
export interface CountedKind extends Pick<Run, 'format' | 'writer' | 'pue' | 'intensity'> {
  /** How the figure was obtained. */
  basis: Figures['basis'];
  /** All ways in which its energy was obtained. */
  obtained: Traits['obtained'];
}

/** What totals need beside that of a run that was counted among all others of its dataset. */
export interface CountedRun extends Pick<Run, 'startedAt' | 'findings'> {
  /** Id of the run, as in `Run`. */
  runId: string;
  /** The corrected figure, as far as it counts. */
  corrected: Figure;
  /** What the log printed. */
  logged: Figure;
}

/**
 * Makes entries that count as they are, for totals: their devices, epochs and job stay in the dataset. Every property is
 * spelled out, because spreading objects takes longer than reading the row.
 */
export function countedEntriesOf(kind: CountedKind): (run: CountedRun) => Entry {
  const { format, writer, pue, intensity, basis, obtained } = kind;
  const traits: Traits = {
    contentHash: '',
    trackingId: null,
    exitCode: null,
    signal: null,
    epochs: 0,
    gpuDevices: NONE,
    cpuDevices: NONE,
    obtained,
    host: null,
    utcOffsetMinutes: null,
    command: null,
    job: NO_JOB,
    deviceEnergy: null,
    identity: null,
    readings: null,
    pue,
    hidesPue: mayHidePue(kind, basis),
    isRow: true,
  };
  const factors = { pue, intensity, given: NOT_GIVEN };
  const examiner = new PueExaminer();
  return ({ runId, startedAt, findings, corrected, logged }) => {
    const figures: Figures = { basis, logged, corrected };
    const whole = wholeOf(corrected, findings);
    const alone = whole === corrected ? figures : { basis, logged, corrected: whole };
    const ofPue = examiner.aboutEnergy(kind, startedAt, alone);
    const run: Run = {
      id: runId,
      format,
      files: NO_FILES,
      writer,
      startedAt,
      endedAt: null,
      end: 'finished',
      components: NONE,
      epochs: NONE,
      durationResolutionS: 0,
      plannedEpochs: null,
      pue,
      intensity,
      actual: null,
      predicted: null,
      tracking: null,
      findings,
    };
    return {
      run,
      traits,
      figures,
      beforeFactors: figures,
      whole,
      factors,
      judged: NONE,
      quiet: ofPue === null ? NONE : [ofPue],
    };
  };
}

/** The figure before devices were taken off that other runs measured too. */
function wholeOf(counted: Figure, findings: readonly Finding[]): Figure {
  let { energyKwh } = counted;
  for (const { code, effectKwh } of findings) if (code === COUNTED_ONCE) energyKwh -= effectKwh ?? 0;
  return energyKwh === counted.energyKwh ? counted : { ...counted, energyKwh };
}

const NONE: never[] = [];
const NO_FILES: Run['files'] = { standard: null, output: null, error: null, samples: null };
const NO_JOB: Traits['job'] = {};
const NOT_GIVEN: Entry['factors']['given'] = {};

/** An entry without the epochs of its run, so that many fit in memory. */
export function withoutEpochs(entry: Entry): Entry {
  const { figures, beforeFactors, whole, factors, judged, quiet } = entry;
  return { ...entryOfRow(rowOf(entry)), figures, beforeFactors, whole, factors, judged, quiet };
}

/** Tables of older versions name the devices of GPUs and CPUs only. */
function componentsOf({ readings, gpuDevices, cpuDevices }: RunRow): Component[] {
  // Data of a report that an older version wrote have no such field.
  if (readings) return readings.map(({ name, devices, method }) => component(name, devices, method));
  return [component('gpu', gpuDevices), component('cpu', cpuDevices)];
}

const component = (name: string, devices: readonly string[], method: Component['method'] = 'unknown'): Component => ({
  name,
  devices: [...devices],
  method,
});

function rowIntensity(intensity: Omit<Intensity, 'values'> | null): RowIntensity | null {
  if (intensity === null) return null;
  const { gPerKwh, kind, location, year, source = null } = intensity;
  return { gPerKwh, kind, location, year, source };
}

/** Time of the devices of a kind, in hours; of a run without any it is 0. */
export function deviceHours({ figures }: RunRow, devices: readonly string[]): number {
  return (figures.corrected.durationS / S_PER_HOUR) * devices.length;
}

function intensityOf({ source, ...intensity }: RowIntensity): Intensity {
  return { ...intensity, ...(source === null ? {} : { source }), values: [] };
}

/** An epoch as one row of a table. */
export interface EpochRow extends Pick<RunRow, 'runId' | 'contentHash' | 'trackingId'> {
  /** Place in the log, from 1. */
  epoch: number;
  /** The number that the log prints. */
  label: number;
  /** Duration in s; null where the log has none. */
  durationS: number | null;
  /** Seconds since monitoring started; null for carbontracker, which logs none. */
  startS: number | null;
  /** Seconds since monitoring started; null as `startS`. */
  endS: number | null;
  /** Mean power over all devices without PUE, corrected where devices were averaged; null was not measured. */
  powerW: number | null;
  /** Mean power of the GPUs, as `powerW`; null was not measured. */
  gpuPowerW: number | null;
  /** Mean power of the CPU packages, as `powerW`; null was not measured. */
  cpuPowerW: number | null;
  /** Mean power as logged, in W; null where not measured. */
  loggedPowerW: number | null;
  /** Power x duration x PUE, in kWh; null where power or duration is. */
  energyKwh: number | null;
  /** PUE of `energyKwh`; null where none was applied. */
  pue: number | null;
}

/** The epochs of a run in the order of its log; none where its format has none. They need not add up to the run: its figure may be printed or predicted. */
export function epochRowsOf({ run, factors, traits: { contentHash } }: Entry): EpochRow[] {
  if (!recordsEpochs(run)) return [];
  const { tracking } = run;
  const pue = factors.pue?.value ?? null;
  // Computed once, because finding out whether a mean was logged reads all epochs.
  const parts = run.components.map((component) => ({ name: component.name, factor: deviceFactor(run, component) }));
  return run.epochs.map((epoch, i) => {
    const tracked = tracking?.epochs[i] ?? null;
    const durationS = tracked === null ? epoch.durationS : tracked.endS - tracked.startS;
    const powerOf = (some: readonly Part[]): number | null =>
      sumOf(some.map(({ name, factor }) => scaled(totalPowerW(epoch.powerW[name]), factor)));
    const powerW = powerOf(parts);
    return {
      runId: run.id,
      contentHash,
      trackingId: tracking?.id ?? null,
      epoch: i + 1,
      label: epoch.number,
      durationS,
      startS: tracked?.startS ?? null,
      endS: tracked?.endS ?? null,
      powerW,
      gpuPowerW: powerOf(parts.filter(({ name }) => name === 'gpu')),
      cpuPowerW: powerOf(parts.filter(({ name }) => name === 'cpu')),
      loggedPowerW: powerOf(parts.map(({ name }) => ({ name, factor: 1 }))),
      energyKwh: powerW === null || durationS === null ? null : joulesToKwh(powerW * durationS) * (pue ?? 1),
      pue,
    };
  });
}

/** A component and the factor that corrects its power. */
interface Part {
  name: string;
  factor: number;
}

const scaled = (powerW: number | null, factor: number): number | null => (powerW === null ? null : powerW * factor);

/** Sum of the known values; null where none is known. */
function sumOf(values: readonly (number | null)[]): number | null {
  let sum: number | null = null;
  for (const value of values) if (value !== null) sum = (sum ?? 0) + value;
  return sum;
}
