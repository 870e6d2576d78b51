/** Arguments of a run: carbontracker's, in camelCase, and ours. */
import { CtError } from '../model/errors.ts';
import { GIVEN_BY_USER, PUE } from '../model/factors.ts';
import type { Pue } from '../model/run.ts';
import { PROVIDERS, providerOfKeys } from './intensity/provider.ts';
import { tdpOfCpuW } from './sensors/cpu-tdp.ts';
import type { ComponentName } from './sensors/sensor.ts';
import type { SimulatedDevice } from './sensors/simulated.ts';

/** Options of the tracker and of ct-track; what is left out has its default. */
export interface TrackerOptions {
  /** Planned epochs; null, the default: a command without epochs. */
  epochs?: number | null;
  /** Epochs before the first prediction; -1: all, 0: none. Default 1. */
  epochsBeforePred?: number;
  /** Epochs to monitor; -1, the default: all. */
  monitorEpochs?: number;
  /** Seconds between two samples. Default 1. */
  updateInterval?: number;
  /** Whether to give equivalents such as km by car. Default true. */
  interpretable?: boolean;
  /** Ask on the terminal whether to go on after the first prediction. Default false. */
  stopAndConfirm?: boolean;
  /** Most energy in kWh that the run may use, with PUE; null, the default: no limit. */
  maxKwh?: number | null;
  /** Most CO2eq in g that the run may cause; null, the default: no limit. */
  maxCo2eqG?: number | null;
  /** What happens at a limit: `warn` (default) or `stop`. */
  onLimit?: string;
  /** Go quiet on an error instead of throwing. Default false. */
  ignoreErrors?: boolean;
  /** `all`, `gpu`, `cpu` or `gpu,cpu`. Default `all`. */
  components?: string;
  /** Count only GPUs on which this process tree computes. Default false. */
  devicesByPid?: boolean;
  /** Folder of the logs; null: none are written. Default `./logs`. */
  logDir?: string | null;
  /** Text in front of the file names. Default: none. */
  logFilePrefix?: string;
  /** 0: print nothing, 1: results, 2: also devices, carbon intensity and every prediction. Default 1. */
  verbose?: number;
  /** Decimals of energy and CO2eq in the logs. Default 12. */
  decimalPrecision?: number;
  /**
   * Tokens of intensity providers by name, such as `{ electricitymaps: '...' }`; the first one is asked. Null, the
   * default: none.
   */
  apiKeys?: Record<string, string> | null;
  /** Name of a CPU to simulate; null, the default: none. */
  simCpu?: string | null;
  /** TDP in W of the simulated CPU; null, the default: that of the table for its name. */
  simCpuTdp?: number | null;
  /** Load of the simulated CPU, 0 to 1. Default 0.5. */
  simCpuUtil?: number;
  /** Name of a GPU to simulate; null, the default: none. */
  simGpu?: string | null;
  /** Full power in W of the simulated GPU, which needs it; null without one. */
  simGpuWatts?: number | null;
  /** Load of the simulated GPU, 0 to 1. Default 0.5. */
  simGpuUtil?: number;
  /** TDP of one CPU socket in W, for the load model; null, the default: that of the table for its model. */
  cpuTdp?: number | null;
  /** Load that the model takes: of the whole `machine` (default), or of the process `tree` that is measured. */
  cpuLoad?: string;
  /** Power usage effectiveness, at least 1; null, the default: the mean of data centres. */
  pue?: number | null;
  /** ISO code of the country that sets the average carbon intensity; null, the default: the world average. */
  country?: string | null;
  /** Carbon intensity in g/kWh; null, the default: an average or live values. */
  intensity?: number | null;
  /** `electricitymaps`, `carbonintensity-gb` or `energidataservice`; null, the default: the one of `apiKeys`. */
  intensityProvider?: string | null;
  /** Ask the network in which country this is. Default false. */
  locate?: boolean;
  /** Where the powercap tree is; null, the default: in its usual place. */
  powercapRoot?: string | null;
  /** Measure the whole platform (RAPL's psys) in place of packages and memory. Default false. */
  psys?: boolean;
}

/** Load for the load model of a CPU: of the machine, or of the process tree. */
type CpuLoad = 'machine' | 'tree';

/** Arguments with every default filled in. */
export interface Settings {
  /** Planned epochs; null for a command without epochs. */
  plannedEpochs: number | null;
  /** Epochs before the first prediction; -1: all, 0: none. */
  epochsBeforePred: number;
  /** Epochs to monitor; -1: all. */
  monitorEpochs: number;
  /** Seconds between two samples. */
  updateIntervalS: number;
  /** Whether equivalents such as km by car are given. */
  interpretable: boolean;
  /** Whether the user is asked to go on after the first prediction. */
  stopAndConfirm: boolean;
  /** Most energy in kWh with PUE; null: no limit. */
  maxKwh: number | null;
  /** Most CO2eq in g; null: no limit. */
  maxCo2eqG: number | null;
  /** Whether the run ends at a limit; otherwise it warns. */
  stopsAtLimit: boolean;
  /** Whether the tracker goes quiet on an error instead of throwing. */
  ignoreErrors: boolean;
  /** Components to measure. */
  components: ComponentName[];
  /** Whether only GPUs count on which this process tree computes. */
  devicesByPid: boolean;
  /** Folder of the logs; null: none are written. */
  logDir: string | null;
  /** Text in front of the file names; empty for none. */
  logFilePrefix: string;
  /** 0: print nothing, 1: results, 2: also devices, carbon intensity and every prediction. */
  verbose: number;
  /** Decimals of energy and CO2eq in the logs. */
  decimalPrecision: number;
  /** Tokens of intensity providers by name. */
  apiKeys: Record<string, string>;
  /** Devices to simulate; each replaces the real ones of its component. */
  simulated: SimulatedDevice[];
  /** TDP of one CPU socket in W, for the load model; null: that of the table for its model. */
  cpuTdpW: number | null;
  /** Load that the load model takes. */
  cpuLoad: CpuLoad;
  /** Power usage effectiveness with its source. */
  pue: Pue;
  /** ISO code of the country, two capital letters; null: not given. */
  country: string | null;
  /** Carbon intensity in g/kWh; null: not given. */
  intensityGPerKwh: number | null;
  /** Name of the provider of live values; null: none. */
  intensityProvider: string | null;
  /** Whether the network is asked in which country this is. */
  locate: boolean;
  /** Where the powercap tree is; null: in its usual place. */
  powercapRoot: string | null;
  /** Whether the whole platform (RAPL's psys) is measured in place of packages and memory. */
  psys: boolean;
}

/** Where the logs go, as with carbontracker's command. */
const LOG_DIR = './logs';

/** Options with numbers as values. */
const NUMBERS = [
  ...(['epochs', 'epochsBeforePred', 'monitorEpochs', 'updateInterval', 'decimalPrecision', 'verbose'] as const),
  ...(['maxKwh', 'maxCo2eqG'] as const),
  ...(['pue', 'intensity', 'cpuTdp', 'simCpuTdp', 'simCpuUtil', 'simGpuWatts', 'simGpuUtil'] as const),
] satisfies readonly (keyof TrackerOptions)[];

/**
 * Fills in the defaults.
 *
 * @throws CtError USAGE, one line, when an argument makes no sense
 */
export function readOptions(options: TrackerOptions): Settings {
  for (const name of NUMBERS) {
    const value: unknown = options[name] ?? 0;
    // Scripts without types may hand over an empty text, which counts as 0 in a comparison.
    check(typeof value === 'number' && !Number.isNaN(value), name, `'${String(value)}'`, 'a number');
  }
  const { epochs = null, pue = null } = options;
  if (epochs !== null) check(Number.isInteger(epochs) && epochs >= 1, 'epochs', epochs, 'a whole number of at least 1');
  const epochsBeforePred = options.epochsBeforePred ?? 1;
  const monitorEpochs = options.monitorEpochs ?? -1;
  const isCount = (value: number): boolean => Number.isInteger(value) && value >= -1;
  check(isCount(epochsBeforePred), 'epochsBeforePred', epochsBeforePred, '-1 (all), 0 (none) or a number of epochs');
  check(
    isCount(monitorEpochs) && monitorEpochs !== 0,
    'monitorEpochs',
    monitorEpochs,
    '-1 (all) or a number of epochs',
  );
  if (epochs !== null) {
    check(epochsBeforePred <= epochs, 'epochsBeforePred', epochsBeforePred, `at most the ${epochs} epochs`);
    check(monitorEpochs <= epochs, 'monitorEpochs', monitorEpochs, `at most the ${epochs} epochs`);
  }
  check(
    monitorEpochs < 0 || monitorEpochs >= epochsBeforePred,
    'monitorEpochs',
    monitorEpochs,
    `at least epochsBeforePred (${epochsBeforePred})`,
  );
  const updateIntervalS = options.updateInterval ?? 1;
  check(
    updateIntervalS >= 0.01 && updateIntervalS <= 86_400,
    'updateInterval',
    updateIntervalS,
    'between 0.01 s and a day',
  );
  const decimalPrecision = options.decimalPrecision ?? 12;
  const isPrecision = Number.isInteger(decimalPrecision) && decimalPrecision >= 0 && decimalPrecision <= 100;
  check(isPrecision, 'decimalPrecision', decimalPrecision, 'between 0 and 100');
  if (pue !== null) check(pue >= 1 && pue < 100, 'pue', pue, 'at least 1 and less than 100');
  const { maxKwh = null, maxCo2eqG = null, onLimit = 'warn' } = options;
  if (maxKwh !== null) check(maxKwh > 0, 'maxKwh', maxKwh, 'more than 0 kWh');
  if (maxCo2eqG !== null) check(maxCo2eqG > 0, 'maxCo2eqG', maxCo2eqG, 'more than 0 g');
  check(onLimit === 'warn' || onLimit === 'stop', 'onLimit', onLimit, 'warn or stop');
  const hasLimit = maxKwh !== null || maxCo2eqG !== null;
  if (options.onLimit !== undefined && !hasLimit) throw new CtError('USAGE', 'onLimit needs maxKwh or maxCo2eqG');
  if (options.stopAndConfirm && epochsBeforePred === 0)
    throw new CtError('USAGE', 'stopAndConfirm needs a prediction, so epochsBeforePred must not be 0');
  const cpuTdpW = options.cpuTdp ?? null;
  if (cpuTdpW !== null) check(cpuTdpW > 0, 'cpuTdp', cpuTdpW, 'more than 0 W');
  const cpuLoad = options.cpuLoad ?? 'machine';
  check(cpuLoad === 'machine' || cpuLoad === 'tree', 'cpuLoad', cpuLoad, 'machine or tree');
  const intensityGPerKwh = options.intensity ?? null;
  if (intensityGPerKwh !== null) check(intensityGPerKwh >= 0, 'intensity', intensityGPerKwh, 'at least 0 g/kWh');
  const country = options.country ?? null;
  if (country !== null) check(/^[A-Za-z]{2}$/.test(country), 'country', country, 'a code of two letters such as DK');
  const intensityProvider = options.intensityProvider ?? providerOfKeys(options.apiKeys ?? {});
  if (intensityProvider !== null) {
    const names = Object.keys(PROVIDERS).join(', ');
    check(Object.hasOwn(PROVIDERS, intensityProvider), 'intensityProvider', intensityProvider, `one of ${names}`);
    const only = PROVIDERS[intensityProvider]?.country ?? null;
    if (only !== null && country !== null)
      check(
        country.toUpperCase() === only,
        'country',
        country,
        `${only}, the only one that ${intensityProvider} covers`,
      );
  }
  return {
    plannedEpochs: epochs,
    epochsBeforePred,
    monitorEpochs,
    updateIntervalS,
    interpretable: options.interpretable ?? true,
    stopAndConfirm: options.stopAndConfirm ?? false,
    maxKwh,
    maxCo2eqG,
    stopsAtLimit: onLimit === 'stop',
    ignoreErrors: options.ignoreErrors ?? false,
    components: readComponents(options.components ?? 'all'),
    devicesByPid: options.devicesByPid ?? false,
    logDir: options.logDir === undefined ? LOG_DIR : options.logDir,
    logFilePrefix: options.logFilePrefix ?? '',
    verbose: options.verbose ?? 1,
    decimalPrecision,
    apiKeys: options.apiKeys ?? {},
    simulated: readSimulated(options),
    cpuTdpW,
    cpuLoad: cpuLoad as CpuLoad,
    pue: pue === null ? { value: PUE.value, source: PUE.source } : { value: pue, source: GIVEN_BY_USER },
    country: country?.toUpperCase() ?? null,
    intensityGPerKwh,
    intensityProvider,
    locate: options.locate ?? false,
    powercapRoot: options.powercapRoot ?? null,
    psys: options.psys ?? false,
  };
}

function check(holds: boolean, name: string, value: unknown, wanted: string): void {
  if (!holds) throw new CtError('USAGE', `${name} must be ${wanted} (got ${String(value)})`);
}

function readComponents(text: string): ComponentName[] {
  if (text.trim() === 'all') return ['gpu', 'cpu'];
  const names = text.split(',').map((name) => name.trim());
  return names.map((name) => {
    if (name !== 'gpu' && name !== 'cpu') check(false, 'components', text, 'all, gpu, cpu or gpu,cpu');
    return name as ComponentName;
  });
}

const HALF_LOAD = 0.5;

function readSimulated(options: TrackerOptions): SimulatedDevice[] {
  const { simCpu = null, simGpu = null, simCpuUtil = HALF_LOAD, simGpuUtil = HALF_LOAD } = options;
  const simulated: SimulatedDevice[] = [];
  if (simGpu !== null) {
    const watts = options.simGpuWatts ?? null;
    if (watts === null) throw new CtError('USAGE', 'simGpu needs simGpuWatts, the power of the GPU in W');
    check(watts > 0, 'simGpuWatts', watts, 'more than 0 W');
    check(simGpuUtil >= 0 && simGpuUtil <= 1, 'simGpuUtil', simGpuUtil, 'between 0 and 1');
    simulated.push({ component: 'gpu', name: simGpu, fullPowerW: watts, utilization: simGpuUtil });
  }
  if (simCpu !== null) {
    const tdpW = options.simCpuTdp ?? tdpOfCpuW(simCpu);
    if (tdpW === null) throw new CtError('USAGE', `simCpu needs simCpuTdp: the TDP of '${simCpu}' is not in the table`);
    check(tdpW > 0, 'simCpuTdp', tdpW, 'more than 0 W');
    check(simCpuUtil >= 0 && simCpuUtil <= 1, 'simCpuUtil', simCpuUtil, 'between 0 and 1');
    simulated.push({ component: 'cpu', name: simCpu, fullPowerW: tdpW, utilization: simCpuUtil });
  }
  return simulated;
}
