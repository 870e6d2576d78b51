import { describe, expect, it } from 'vitest';
import { cpuLoadSensor } from '../../../src/tracker/sensors/cpu-load.ts';
import { CPU_MODELS } from '../../../src/tracker/sensors/cpu-models.ts';
import { tdpOfCpuW } from '../../../src/tracker/sensors/cpu-tdp.ts';
import { parseStat } from '../../../src/tracker/sensors/load.ts';

const cpuinfo = (model: string, sockets: number): string =>
  Array.from({ length: sockets }, (_, id) => `processor\t: ${id}\nmodel name\t: ${model}\nphysical id\t: ${id}\n`).join(
    '\n',
  );

function machine(model: string, sockets = 1) {
  const state = { stat: 'cpu  100 0 100 800 0 0 0 0 0 0\n', fail: false };
  const readText = (path: string): string => {
    if (path.endsWith('cpuinfo')) return cpuinfo(model, sockets);
    if (state.fail) throw new Error('EIO');
    return state.stat;
  };
  return { state, readText };
}

describe('tdpOfCpuW', () => {
  it.each([
    ['Intel(R) Xeon(R) Gold 6130 CPU @ 2.10GHz', 125],
    ['Intel(R) Xeon(R) CPU E5-2698 v4 @ 2.20GHz', 135],
    ['AMD EPYC 7742 64-Core Processor', 225],
    ['12th Gen Intel(R) Core(TM) i9-12900K', 125],
    ['INTEL(R) XEON(R) PLATINUM 8480+', 350],
    ['AMD Ryzen 9 5950X 16-Core Processor', 105],
    ['AMD Ryzen Threadripper PRO 5995WX 64-Cores', 280],
    ['AMD Ryzen 7 7800X3D 8-Core Processor', 120],
    ['INTEL(R) XEON(R) GOLD 6530', 270],
    ['Intel(R) Xeon(R) CPU Max 9480', 350],
    ['Intel(R) Core(TM) i9-10980XE CPU @ 3.00GHz', 165],
    ['Intel(R) Xeon(R) CPU E5-2686 v4 @ 2.30GHz', 145],
    // Names as the systems of these machines print them.
    ['13th Gen Intel(R) Core(TM) i9-13900K', 125],
    ['Intel(R) Core(TM) i7-6850K CPU @ 3.60GHz', 140],
    ['Intel(R) Xeon(R) CPU E5-1650 v2 @ 3.50GHz', 130],
    ['Intel(R) Xeon(R) CPU E3-1535M v6 @ 3.10GHz', 45],
    ['AMD Ryzen 7 5800H with Radeon Graphics', 45],
    ['AMD Ryzen AI 9 HX 370 w/ Radeon 890M', 28],
    ['AMD EPYC 9965 192-Core Processor', 500],
    ['AMD EPYC 7501 32-Core Processor', 155],
    ['AMD A10-7870K Radeon R7, 12 Compute Cores 4C+8G', null],
    ['AMD EPYC', null],
    ['Intel(R) Xeon(R) Processor', null],
    ['Intel(R) Xeon(R) CPU @ 2.20GHz', null],
    ['AMD EPYC 774', null],
    ['', null],
  ])('%s: %s W', (name, tdpW) => {
    expect(tdpOfCpuW(name)).toBe(tdpW);
  });

  it('finds each of its models under its own name, with a plausible TDP', () => {
    const names = CPU_MODELS.trimEnd()
      .split('\n')
      .flatMap((line) => {
        const [family = '', groups = ''] = line.split('=');
        const rests = groups.split(';').flatMap((group) =>
          group
            .replace(/^[\d.]+:/, '')
            .trim()
            .split(' '),
        );
        return rests.map((rest) => family + rest.replaceAll('_', ' '));
      });
    expect(names.length).toBeGreaterThan(3000);
    expect(new Set(names).size).toBe(names.length);
    const lost = names.filter((name) => !((tdpOfCpuW(name) ?? 0) >= 0.5 && (tdpOfCpuW(name) ?? 0) <= 500));
    expect(lost).toEqual([]);
  });
});

describe('cpuLoadSensor', () => {
  it('multiplies the TDP of all sockets by the measured load', () => {
    const { state, readText } = machine('AMD EPYC 7742 64-Core Processor', 2);
    let now = 0;
    const open = cpuLoadSensor({ readText }).open(() => now);
    open.read(true);
    state.stat = 'cpu  150 0 100 850 0 0 0 0 0 0\n';
    now = 10;
    expect(open.read(true)).toEqual([{ kind: 'reading', atS: 10, powerW: null, counterJ: 450 * 0.5 * 10 }]);
    expect(open.devices[0]).toMatchObject({
      method: 'estimated',
      rangeW: [45, 450],
      name: 'AMD EPYC 7742 64-Core Processor',
    });
  });

  it('keeps the last load while the clock of the load has not moved', () => {
    const { readText } = machine('AMD EPYC 7742 64-Core Processor');
    let now = 0;
    const open = cpuLoadSensor({ readText }).open(() => now);
    open.read(true);
    now = 0.001;
    expect(open.read(true)[0]).toMatchObject({ counterJ: 0 });
  });

  it.each(['Imaginary 9000', 'AMD EPYC', 'Intel(R) Xeon(R) Processor @ 2.20GHz'])(
    'estimates %s, which it does not know, from its logical CPUs',
    (model) => {
      const { state, readText } = machine(model, 4);
      const sensor = cpuLoadSensor({ readText });
      const probe = sensor.probe();
      expect(probe.state).toBe('ready');
      expect(probe.problems).toEqual([
        `the TDP of '${model}' is unknown: power is estimated from its logical CPUs (--cpu-tdp with the TDP of one socket in W is more accurate)`,
      ]);
      let now = 0;
      const open = sensor.open(() => now);
      expect(open.devices[0]).toMatchObject({
        method: 'estimated',
        rangeW: [4 * 0.46, 4 * 8.96],
        note: '0.74 to 3.5 W (Cloud Carbon Footprint, 2021) x 4 logical CPUs x load of the machine',
      });
      open.read(true);
      state.stat = 'cpu  150 0 100 850 0 0 0 0 0 0\n';
      now = 10;
      const [reading] = open.read(true);
      // Half of the load lies half way between idle and full.
      expect(reading?.kind === 'reading' ? reading.counterJ : null).toBeCloseTo(4 * 10 * (0.74 + 3.5) * 0.5, 9);
    },
  );

  it('takes a virtual machine for a part of its CPU, unless a TDP is given', () => {
    const model = 'AMD EPYC 7763 64-Core Processor';
    const readText = (path: string): string =>
      path.endsWith('cpuinfo')
        ? `${cpuinfo(model, 1)}flags\t\t: fpu vme hypervisor lahf_lm\n`
        : 'cpu  100 0 100 800 0 0 0 0 0 0\n';
    const probe = cpuLoadSensor({ readText }).probe();
    expect(probe.problems).toEqual([expect.stringContaining(`a virtual machine has only a part of the '${model}'`)]);
    expect(probe.devices[0]).toMatchObject({ method: 'estimated', rangeW: [0.46, 8.96] });
    expect(cpuLoadSensor({ readText, tdpW: 280 }).probe()).toMatchObject({
      problems: [],
      devices: [{ rangeW: [28, 280] }],
    });
  });

  it('takes a given TDP', () => {
    const { readText } = machine('Imaginary 9000');
    expect(cpuLoadSensor({ readText, tdpW: 50 }).probe().devices[0]?.note).toContain('50 W (given)');
  });

  it('a load that cannot be read is a gap', () => {
    const { state, readText } = machine('AMD EPYC 7742 64-Core Processor');
    const open = cpuLoadSensor({ readText }).open(() => 0);
    state.fail = true;
    expect(open.read(true)[0]).toMatchObject({ kind: 'gap', reason: 'load: EIO' });
  });

  it('waiting is not load, and guest time counts once', () => {
    expect(parseStat('cpu  10 10 10 50 20 0 0 0 5 5\n')).toEqual({ busy: 30, total: 100 });
    expect(() => parseStat('nothing')).toThrow('no cpu line');
  });
});
