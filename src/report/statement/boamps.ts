/** A report of BoAmps (Boavizta, format 1.1.0 of 2025-03-19), an open format for the energy of computing tasks. */
import type { TotalRange } from '../../accounting/index.ts';
import { cutEnd, listed, plural, toJson } from '../../model/text.ts';
import { VERSION } from '../../model/version.ts';
import type { Facts } from './facts.ts';
import { LONGEST_NAME, METHODS } from './hardware.ts';
import { PLAIN } from './markup.ts';
import { noteSentences } from './notes.ts';
import type { StatementOptions } from './options.ts';
import * as phrases from './phrases.ts';
import { basisSentences } from './plain.ts';

/** Version of the format that the fields follow. */
const FORMAT_VERSION = '1.1.0';
const FORMAT_URI = 'https://github.com/Boavizta/BoAmps/tree/main/model';

/**
 * The report as JSON. Fields that the schema requires and logs do not contain are marked TODO; optional ones are left
 * out.
 */
export function boamps(facts: Facts, options: StatementOptions): string {
  const { provider, region, writtenAt } = options;
  const country = facts.locations[0]?.name ?? region;
  const report = {
    header: {
      formatVersion: FORMAT_VERSION,
      formatVersionSpecificationUri: FORMAT_URI,
      ...(writtenAt === undefined ? {} : { reportDatetime: writtenAt.toISOString().slice(0, 19).replace('T', ' ') }),
      reportStatus: 'draft',
    },
    task: taskOf(facts, options),
    measures: [measureOf(facts)],
    infrastructure: {
      infraType: 'other',
      ...(provider === undefined ? {} : { cloudProvider: provider }),
      components: componentsOf(facts),
    },
    ...(country === undefined
      ? {}
      : {
          environment: {
            country,
            ...(region === undefined ? {} : { location: region }),
            ...(facts.meanGPerKwh === null ? {} : { powerSourceCarbonIntensity: facts.meanGPerKwh }),
          },
        }),
    ...(facts.range === null || !phrases.isMeasured(facts) ? {} : { quality: qualityOf(facts.range, facts) }),
  };
  const { header } = report;
  // The schema requires the date of a header.
  return `${toJson('reportDatetime' in header ? report : { ...report, header: undefined }, 2)}\n`;
}

function taskOf(facts: Facts, { trainingType, parameters }: StatementOptions): Record<string, unknown> {
  const billions = billionsOf(parameters);
  return {
    taskStage: trainingType === 'fine-tuning' ? 'finetuning' : 'training',
    taskFamily: phrases.TODO,
    algorithms: [{ algorithmType: phrases.TODO, ...(billions === null ? {} : { parametersNumber: billions }) }],
    dataset: [{ dataUsage: 'input', dataType: 'other' }],
    taskDescription: `${plural(facts.totals.runs, 'run')}. ${basisSentences(facts, PLAIN)}`,
  };
}

function measureOf(facts: Facts): Record<string, unknown> {
  const { totals, writers } = facts;
  const [only] = writers;
  const tools = [...new Set(writers.map(({ tool }) => tool ?? 'a power trace'))];
  const modes = (component: string): string => {
    const own = facts.hardware.filter((fact) => fact.component === component);
    return listed([...new Set(own.map(({ method }) => METHODS[method]))]);
  };
  const notes = noteSentences(facts, PLAIN);
  // The schema has no value for this; a 0 would count as a measurement.
  if (!phrases.isMeasured(facts)) return { measurementMethod: 'nothing was measured', powerConsumption: null };
  return {
    measurementMethod: `${listed(tools)}, added up by ct-parse ${VERSION}${notes.length === 0 ? '' : ' (see taskDescription)'}`,
    ...(writers.length === 1 && only?.version != null ? { version: only.version } : {}),
    ...(modes('cpu') === '' ? {} : { cpuTrackingMode: modes('cpu') }),
    ...(modes('gpu') === '' ? {} : { gpuTrackingMode: modes('gpu') }),
    powerConsumption: totals.energyKwh,
    measurementDuration: totals.durationS,
  };
}

/** Devices by type; the schema wants one at least. */
function componentsOf({ devices }: Facts): Record<string, unknown>[] {
  if (devices.length === 0) return [{ componentType: phrases.TODO, nbComponent: 1 }];
  return devices.map(({ component, name, most }) => ({
    ...(name === null ? {} : { componentName: cutEnd(name, LONGEST_NAME) }),
    componentType: component,
    nbComponent: most,
  }));
}

/** Largest deviations in percent that the format calls high and medium. */
const HIGH_PERCENT = 10;
const MEDIUM_PERCENT = 25;

function qualityOf({ energyKwh: [low, high] }: TotalRange, { totals: { energyKwh } }: Facts): string {
  const percent = (100 * Math.max(energyKwh - low, high - energyKwh)) / energyKwh;
  return percent <= HIGH_PERCENT ? 'high' : percent <= MEDIUM_PERCENT ? 'medium' : 'low';
}

const BILLIONS: Readonly<Record<string, number>> = {
  thousand: 1e-6,
  k: 1e-6,
  million: 1e-3,
  m: 1e-3,
  billion: 1,
  b: 1,
  trillion: 1e3,
  t: 1e3,
  '': 1e-9,
};

/** `110 million`, `8B` or `8000000000` -> parameters in billions; null for other words. */
function billionsOf(parameters: string | undefined): number | null {
  const match = /^\s*([\d.]+)\s*([a-z]*?)s?\s*$/i.exec((parameters ?? '').replaceAll(',', ''));
  const unit = BILLIONS[match?.[2]?.toLowerCase() ?? '-'];
  const value = Number(match?.[1]);
  return unit === undefined || !Number.isFinite(value) ? null : Number((value * unit).toPrecision(6));
}
