/** A run as one row of a table: what it takes to add it up on another machine, without its epochs. */
import type { Finding, Intensity, IntensityKind, Pue, Run, RunEnd, Writer } from '../model/run.ts';
import { equivalentsOf } from './co2.ts';
import { devicesOf } from './counted-devices.ts';
import { type DeviceEnergy, deviceEnergyOf } from './device-energy.ts';
import { rowHidesPue, rowPue } from './hidden-pue.ts';
import { type Identity, identityOf } from './ledger/identity.ts';
import { type Obtained, obtainedOf } from './obtained.ts';
import { isPriced, type Pricing } from './price.ts';
import type { Account, Figure } from './types.ts';

/** Version of the columns and of what they mean; a change that an older reader would misread raises it. */
export const TABLE_SCHEMA = 2;

/** What a figure says about energy. */
export type Amount = Pick<Figure, 'energyKwh' | 'co2eqG'>;

/** Carbon intensity without the list of its values. */
export interface RowIntensity {
  gPerKwh: number;
  kind: IntensityKind;
  location: string | null;
  year: number | null;
  source: string | null;
}

/** A run as a row of a table: all that is needed to add it up without its log. docs/schema.md explains each column. */
export interface RunRow {
  runId: string;
  /** The same for every copy of the run. */
  contentHash: string;
  /** Id that ct-track gave the run; null for carbontracker. */
  trackingId: string | null;
  writer: Writer;
  startedAt: string | null;
  endedAt: string | null;
  end: RunEnd;
  /** Exit status of the wrapped command; null where none was wrapped or it is not known. */
  exitCode: number | null;
  /** Signal that ended the wrapped command; null where none did. */
  signal: string | null;
  /** Epochs on record. */
  epochs: number;
  plannedEpochs: number | null;
  /** `corrected` is the whole figure of the run, also where another run measured one of its devices too. */
  account: Account;
  /** `corrected` as far as it counted among the runs it was read with: devices that they shared are in one of them. */
  counted: Amount;
  pue: Pue | null;
  intensity: RowIntensity | null;
  gpuDevices: string[];
  cpuDevices: string[];
  obtained: Obtained[];
  host: string | null;
  slurmJobId: string | null;
  /** All but `device-counted-once`, which depends on the runs that a run is added to. */
  findings: Finding[];
  /** The same with it. */
  findingCodes: string[];
  deviceEnergy: DeviceEnergy | null;
  /** Recognises copies and earlier states of the run; null in tables of older versions. */
  identity: Identity | null;
}

/** A run with its figures, as reading yields it. */
export interface CountedRun {
  run: Run;
  /** The run with the factors that its figures rest on. */
  priced: Run;
  account: Account;
  /** The corrected figure before the devices were taken off that other runs measured too. */
  whole: Figure;
  contentHash: string;
  /** Computed unless given. */
  identity?: Identity | null;
}

const COUNTED_ONCE = 'device-counted-once';

/** Run -> row. */
export function rowOf({ run, priced, account, whole, contentHash, identity }: CountedRun): RunRow {
  const { tracking } = run;
  const { energyKwh, co2eqG } = account.corrected;
  return {
    runId: run.id,
    contentHash,
    trackingId: tracking?.id ?? null,
    writer: run.writer,
    startedAt: run.startedAt,
    endedAt: run.endedAt,
    end: run.end,
    exitCode: tracking?.exitCode ?? null,
    signal: tracking?.signal ?? null,
    epochs: run.epochs.length,
    plannedEpochs: run.plannedEpochs,
    account: { ...account, corrected: whole },
    counted: { energyKwh, co2eqG },
    pue: rowPue(priced, account.basis),
    intensity: rowIntensity(priced.intensity),
    gpuDevices: devicesOf(run, 'gpu'),
    cpuDevices: devicesOf(run, 'cpu'),
    obtained: obtainedOf(run),
    host: tracking?.host ?? null,
    slurmJobId: tracking?.job.SLURM_JOB_ID ?? null,
    findings: run.findings.filter(({ code }) => code !== COUNTED_ONCE),
    findingCodes: [...new Set(run.findings.map(({ code }) => code))],
    deviceEnergy: account.basis === 'none' ? null : deviceEnergyOf(run),
    identity: identity ?? identityOf(run),
  };
}

function rowIntensity(intensity: Omit<Intensity, 'values'> | null): RowIntensity | null {
  if (intensity === null) return null;
  const { gPerKwh, kind, location, year, source = null } = intensity;
  return { gPerKwh, kind, location, year, source };
}

/** Time of the devices of a kind, in hours; of a run without any it is 0. */
export function deviceHours({ account }: RunRow, devices: readonly string[]): number {
  return (account.corrected.durationS / 3600) * devices.length;
}

/** As `priceAccount`, for a row. The row must come from figures as logged, not priced before. */
export function priceRow(row: RunRow, pricing: Pricing): RunRow {
  if (!isPriced(pricing)) return row;
  const oldPue = row.pue?.value ?? 1;
  const pue = rowHidesPue(row) ? undefined : pricing.pue;
  const scale = pue === undefined || oldPue <= 0 ? 1 : pue.value / oldPue;
  const priced = ({ energyKwh, co2eqG }: Amount): Amount => {
    if (row.account.basis === 'none') return { energyKwh, co2eqG };
    const scaledG = co2eqG === null ? null : co2eqG * scale;
    return {
      energyKwh: energyKwh * scale,
      co2eqG: pricing.intensity === undefined ? scaledG : energyKwh * scale * pricing.intensity.gPerKwh,
    };
  };
  const { corrected } = row.account;
  const amount = priced(corrected);
  const equivalents = amount.co2eqG === null ? null : equivalentsOf(amount.co2eqG);
  return {
    ...row,
    account: { ...row.account, corrected: { ...corrected, ...amount, equivalents } },
    counted: priced(row.counted),
    pue: pue ?? row.pue,
    intensity: pricing.intensity === undefined ? row.intensity : rowIntensity(pricing.intensity),
  };
}
