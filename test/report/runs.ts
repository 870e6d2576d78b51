/** Makers of runs for the tests of reports. */
import { examine } from '../../src/accounting/index.ts';
import type { Component, Epoch, Power, Run } from '../../src/model/run.ts';

export interface Wanted extends Partial<Run> {
  /** Duration in s and power in W by component, one an epoch. */
  measured?: { durationS: number | null; gpu?: number[] | null; cpu?: number[] | null; dram?: number[] | null }[];
}

const power = (values: number[] | null | undefined): Power | null =>
  values === null || values === undefined ? null : { scope: 'device', values };

/** A finished run of carbontracker 1.2.5 with what is wanted in it. */
export function makeRun({ measured = [], ...more }: Wanted = {}): Run {
  const components: Component[] = [
    { name: 'gpu', devices: ['NVIDIA A100-SXM4-40GB'], method: 'sampled' },
    { name: 'cpu', devices: ['cpu:0'], method: 'counter' },
  ];
  const epochs: Epoch[] = measured.map(({ durationS, gpu, cpu, dram }, i) => ({
    number: i + 1,
    durationS,
    powerW: { gpu: power(gpu), cpu: power(cpu), ...(dram === undefined ? {} : { dram: power(dram) }) },
  }));
  const run: Run = {
    id: 'logs/1_2025-01-01T080000Z',
    format: 'carbontracker',
    files: { standard: 'a.log', output: null, error: null, samples: null },
    writer: { tool: 'carbontracker', version: '1.2.5' },
    startedAt: '2025-01-01 08:00:00',
    endedAt: '2025-01-01 09:00:00',
    end: 'finished',
    components,
    epochs,
    durationResolutionS: 0.005,
    plannedEpochs: epochs.length === 0 ? null : epochs.length,
    pue: { value: 1.58, source: 'Daniel Bizo, 2023, Uptime Institute Global Data Center Survey' },
    intensity: { gPerKwh: 100, kind: 'live', location: 'Copenhagen, DK', year: null, values: [100] },
    actual: null,
    predicted: null,
    tracking: null,
    findings: [],
    ...more,
  };
  run.findings.unshift(...examine(run));
  return run;
}

/** A run of many epochs with powers that vary without chance. */
export function longRun(epochs: number, more: Wanted = {}): Run {
  const measured = Array.from({ length: epochs }, (_, i) => ({
    durationS: 30 + (i % 7),
    gpu: [240 + 60 * Math.sin(i / (epochs / 9)) + ((i * 37) % 23)],
    cpu: [55 + ((i * 13) % 11)],
  }));
  return makeRun({ measured, ...more });
}
