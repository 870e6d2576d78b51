/** A row of CodeCarbon -> the run that it stands for. */
import { twoLetterCode } from '../../model/country-codes.ts';
import { newFinding } from '../../model/findings.ts';
import { formatEnergyPair, significant } from '../../model/numbers.ts';
import type { Epoch, Finding, Intensity, IntensityKind, Pue, Run } from '../../model/run.ts';
import { plural } from '../../model/text.ts';
import { joulesToKwh } from '../../model/units.ts';
import { NO_FILES } from '../find/file-sets.ts';
import { exactTotal } from '../span-run.ts';
import { stampOf } from './cells.ts';
import { type Part, partsOf } from './hardware.ts';
import type { KeptRow } from './kept-rows.ts';
import type { EmissionsRow } from './row.ts';
import type { TaskSum } from './tasks.ts';

/** Where a run is read from. */
export interface Place {
  /** Id of the run, as in `Run`. */
  id: string;
  /** Path of the file. */
  path: string;
}

/**
 * The run of the row that counts.
 *
 * @param isLast no other run follows in the file
 * @param isAlone no other run of the file was at the same time
 */
export function runOfRow(
  { id, path }: Place,
  row: EmissionsRow,
  kept: KeptRow,
  { isLast, isAlone }: { isLast: boolean; isAlone: boolean },
): Run {
  const run = newRun({ id, path }, row, startOf(row));
  run.findings.push(...aboutRows(kept));
  // The file may have been copied while the run went on.
  if (kept.rows > 1 || isLast) run.mayGoOn = true;
  if (isAlone) run.isAlone = true;
  return run;
}

/** The run of tasks without a row of their own run in the same files; their energy is part of it. */
export function runOfTasks({ id, path }: Place, { row, tasks, startMs }: TaskSum): Run {
  const run = newRun({ id, path }, row, startMs);
  const message = `the row of the run is missing: its ${plural(tasks, 'task')} are added up, and the energy between them is not counted`;
  run.findings.push(newFinding('tasks-added-up', message));
  // Only the row of a run is its total.
  return { ...run, actual: null };
}

/** Ids of another form, such as numbers that somebody gave, are not unique beyond their file. */
const UUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i;

function newRun({ id, path }: Place, row: EmissionsRow, startMs: number | null): Run {
  const { energyKwh, durationS, co2eqG, endMs, version, runId, waterL, trackingMode } = row;
  const pue = pueOf(row);
  const parts = partsOf(row, pueOfParts(row));
  return {
    id,
    format: 'codecarbon',
    files: { ...NO_FILES, source: path },
    writer: { tool: 'codecarbon', version },
    startedAt: startMs === null ? null : stampOf(startMs),
    endedAt: endMs === null ? null : stampOf(endMs),
    end: 'finished',
    components: parts.map(({ component }) => component),
    epochs: [epochOf(durationS, parts)],
    durationResolutionS: 0,
    plannedEpochs: null,
    pue,
    intensity: intensityOf(row),
    actual: energyKwh === null ? null : exactTotal(energyKwh, durationS, co2eqG),
    predicted: null,
    tracking: null,
    findings: aboutParts(row, parts),
    place: placeOf(row),
    ...(UUID.test(runId) ? { writerId: runId.toLowerCase() } : {}),
    ...(waterL === null || waterL === 0 ? {} : { waterL }),
    ...(trackingMode === 'process' ? { isShareOfProcess: true as const } : {}),
  };
}

/** The stamp of a row is the end of its run. */
const startOf = ({ endMs, durationS }: EmissionsRow): number | null =>
  endMs === null || durationS === null ? null : endMs - durationS * 1000;

function epochOf(durationS: number | null, parts: readonly Part[]): Epoch {
  const powerW = parts.map(({ component, powerW }): [string, Epoch['powerW'][string]] => [
    component.name,
    powerW === null ? null : { scope: 'sum', values: [powerW] },
  ]);
  return {
    number: 1,
    durationS: durationS !== null && durationS > 0 ? durationS : null,
    powerW: Object.fromEntries(powerW),
  };
}

const PUE_SOURCE = "the column pue of CodeCarbon's file";

/** A PUE of 1 is what CodeCarbon writes where nobody gave one. */
function pueOf({ pue }: EmissionsRow): Pue | null {
  return pue === null || pue <= 1 ? null : { value: pue, source: PUE_SOURCE };
}

/** Since 2.3 the PUE is in the energies of the parts as in their sum; of an edited file the sum may show that it is not. */
function pueOfParts(row: EmissionsRow): number {
  const { energyKwh, gpuKwh, cpuKwh, ramKwh } = row;
  const value = pueOf(row)?.value ?? 1;
  const sumKwh = (gpuKwh ?? 0) + (cpuKwh ?? 0) + (ramKwh ?? 0);
  if (value === 1 || energyKwh === null || sumKwh <= 0) return value;
  return Math.abs(sumKwh - energyKwh) <= Math.abs(sumKwh * value - energyKwh) ? value : 1;
}

/** What CodeCarbon takes where it has no data of a country, in g/kWh (IEA 2019). */
const WORLD_AVERAGE_G_PER_KWH = 475;

/** The file prints no intensity, but what it counted with. */
function intensityOf(row: EmissionsRow): Intensity | null {
  const { energyKwh, co2eqG, region, cloudProvider } = row;
  if (energyKwh === null || energyKwh <= 0 || co2eqG === null) return null;
  const gPerKwh = co2eqG / energyKwh;
  if (!Number.isFinite(gPerKwh)) return null;
  const isWorld = Math.abs(gPerKwh - WORLD_AVERAGE_G_PER_KWH) < 1e-3;
  const hasRegion = cloudProvider !== '' || (REGIONAL.has(row.countryCode) && region !== '');
  const kind: IntensityKind = isWorld ? 'world-average' : hasRegion ? 'region-average' : 'country-average';
  return { gPerKwh, kind, location: locationOf(row), year: null, values: [], source: 'CodeCarbon' };
}

/** Countries of which CodeCarbon has averages of regions. */
const REGIONAL = new Set(['USA', 'CAN', 'SWE', 'NOR', 'FIN']);

/** `massachusetts, US`; null where nothing is known. */
function locationOf({ region, cloudRegion, cloudProvider, countryCode, country }: EmissionsRow): string | null {
  const cloud = [cloudProvider, cloudRegion].filter((name) => name !== '').join(' ');
  const names = [cloud || region, twoLetterCode(countryCode) ?? country].filter((name) => name !== '');
  return names.length === 0 ? null : names.join(', ');
}

function placeOf({ country, countryCode, region, cloudProvider, cloudRegion }: EmissionsRow): Run['place'] & object {
  const known = (text: string): string | null => (text === '' ? null : text);
  return {
    country: known(country),
    countryCode: twoLetterCode(countryCode) ?? known(countryCode),
    region: known(region),
    cloudProvider: known(cloudProvider),
    cloudRegion: known(cloudRegion),
  };
}

/** Devices that are there and print an energy of 0, and what the mode leaves out. */
function aboutParts(row: EmissionsRow, parts: readonly Part[]): Finding[] {
  const { trackingMode } = row;
  const unread = parts
    .filter(({ isUnread }) => isUnread)
    .map(({ component: { name, devices } }) => nameOf(name, devices));
  const findings: Finding[] = [];
  if (unread.length > 0) {
    const message = `${unread.join(', ')}: 0 kWh or nothing is printed for what cannot use none: it was not measured, and its energy is missing`;
    findings.push(newFinding('reading-failed', message));
  }
  findings.push(...aboutCpuPower(row, parts));
  if (trackingMode === 'process') {
    findings.push(newFinding('process-share', 'CPU and memory count by the share of the process, GPUs as a whole'));
  }
  return findings;
}

/** No CPU of a desktop or laptop draws more on average, nor the sockets of a server, in W. */
const [MOST_OF_DESKTOP_W, MOST_OF_SERVER_W] = [350, 2_000];
const DESKTOP = /\bCore(?:\(TM\))? ?(?:i[3579]|Ultra|[3579])|\bRyzen [3579]|^Apple M\d/;

/** Counters that overflow, or of which several are read, make energies that no CPU can use. */
function aboutCpuPower({ cpuModel, energyKwh, durationS }: EmissionsRow, parts: readonly Part[]): Finding[] {
  const powerW = parts.find(({ component: { name } }) => name === 'cpu')?.powerW ?? null;
  const mostW = DESKTOP.test(cpuModel) ? MOST_OF_DESKTOP_W : MOST_OF_SERVER_W;
  if (powerW === null || durationS === null || energyKwh === null || powerW <= mostW) return [];
  const overKwh = joulesToKwh((powerW - mostW) * durationS);
  const message = `the CPU (${cpuModel}) would have drawn ${significant(powerW)} W on average, more than any such CPU: its energy is probably too high`;
  const rangeKwh: [number, number] = [Math.max(0, energyKwh - overKwh), energyKwh];
  return [newFinding('power-implausible', message, null, { loggedKwh: energyKwh, rangeKwh })];
}

const nameOf = (name: string, devices: readonly string[]): string =>
  devices.length === 0 ? name : `${name} (${devices.length > 1 ? `${devices.length} x ` : ''}${devices[0]})`;

function aboutRows({ rows, sumKwh, unreadable, isMixed, state }: KeptRow): Finding[] {
  const { energyKwh, isAligned, isCut } = state;
  const findings: Finding[] = [];
  const figures = { loggedKwh: sumKwh, correctKwh: energyKwh };
  if (rows - unreadable > 1) {
    const [sum, counted] = formatEnergyPair(sumKwh, energyKwh);
    if (isMixed) {
      const message = `${rows} rows of this run are not sums that grow: the largest, ${counted}, is counted; together they are ${sum}`;
      findings.push(newFinding('rows-not-cumulative', message, null, { ...figures, rangeKwh: [energyKwh, sumKwh] }));
    } else {
      const message = `${rows} rows are states of one run: the last, ${counted}, is counted; adding them up would make ${sum}`;
      findings.push(newFinding('rows-repeated', message, null, figures));
    }
  }
  if (unreadable > 0) {
    const message = `${plural(unreadable, 'later row')} of this run without a readable energy: what they add is missing`;
    findings.push(newFinding('total-unreadable', message));
  }
  if (isAligned) {
    findings.push(
      newFinding(
        'cells-missing',
        'its row has fewer cells than there are columns; they were put in place by what they hold',
      ),
    );
  }
  if (isCut) findings.push(newFinding('cut-line', 'its row is cut behind its energy'));
  return findings;
}
