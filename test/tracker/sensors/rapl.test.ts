import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Meter } from '../../../src/tracker/meter.ts';
import { raplSensor } from '../../../src/tracker/sensors/rapl.ts';
import { writeTree } from './powercap-tree.ts';

const TREES = readdirSync(new URL('../../../fixtures/powercap/', import.meta.url))
  .filter((name) => name.endsWith('.json'))
  .map((name) => name.replace('.json', ''));

const keys = (devices: readonly { key: string }[]): string[] => devices.map((device) => device.key);

describe('raplSensor', () => {
  it.each(TREES)('finds the devices of %s', (name) => {
    const tree = writeTree(name);
    const probe = raplSensor(tree).probe();
    expect(keys(probe.devices)).toEqual(tree.expect);
  });

  it('measures psys only on request, and then alone', () => {
    const tree = writeTree('intel-psys');
    expect(keys(raplSensor({ ...tree, psys: true }).probe().devices)).toEqual(tree.expectPsys);
  });

  it('names a group and the reason where it has no permission', () => {
    const probe = raplSensor(writeTree('no-permission')).probe();
    expect(probe.state).toBe('refused');
    expect(probe.problems).toContain('package-0 (intel-rapl:0): permission denied');
    expect(probe.hint).toMatch(/groupadd.*udev.*CVE-2020-8694/);
    expect(probe.hint).toContain('Not chmod a+r');
  });

  it('says that memory is not measured', () => {
    expect(raplSensor(writeTree('no-dram-amd')).probe().problems).toContain('memory (DRAM) is not measured');
  });

  it.skipIf(process.platform === 'win32')(
    'reads regular files only: a pipe or a device is a problem that it names',
    () => {
      const { root } = writeTree('intel-two-sockets');
      const [pipe, device] = [join(root, 'intel-rapl:0/energy_uj'), join(root, 'intel-rapl:1/energy_uj')];
      rmSync(pipe);
      rmSync(device);
      execFileSync('mkfifo', [pipe]);
      symlinkSync('/dev/zero', device);
      const { problems } = raplSensor({ root }).probe();
      expect(problems.join('\n')).toMatch(/package-0 .*is not a regular file[\s\S]*package-1 .*is not a regular file/);
    },
  );

  it('is absent where the tree is', () => {
    const probe = raplSensor({ root: '/nowhere' }).probe();
    expect(probe).toMatchObject({ state: 'absent', devices: [], hint: null });
  });

  it('counts a zone once that a class folder also lists as a link', () => {
    const tree = writeTree('intel-two-sockets');
    const classRoot = join(mkdtempSync(join(tmpdir(), 'ct-class-')), 'powercap');
    mkdirSync(classRoot);
    symlinkSync(join(tree.root, 'intel-rapl:0'), join(classRoot, 'intel-rapl:0'));
    symlinkSync(join(tree.root, 'intel-rapl:0/intel-rapl:0:1'), join(classRoot, 'intel-rapl:0:1'));
    expect(keys(raplSensor({ root: classRoot }).probe().devices)).toEqual(['cpu:0', 'dram:0']);
  });

  it('reads joules, and wraps are recovered by the meter', () => {
    const tree = writeTree('near-wrap');
    let now = 0;
    const open = raplSensor(tree).open(() => now);
    const meter = new Meter(open.devices[0] ?? { counter: null });
    const window = meter.open(0);
    const read = () =>
      open.read(true).forEach((observation) => {
        meter.add(observation);
      });
    read();
    tree.setEnergyJ('intel-rapl:0', 60);
    now = 2;
    read();
    expect(meter.close(window, 2).energyJ).toBeCloseTo(160, 6);
  });

  it('must be read several times a wrap', () => {
    const { maxIntervalS } = raplSensor(writeTree('near-wrap')).open(() => 0);
    expect(maxIntervalS).toBeLessThan(65_532 / 1500 / 3);
    expect(maxIntervalS).toBeGreaterThan(1);
  });

  it('a zone that vanishes in mid-run is a gap, never a zero', () => {
    const tree = writeTree('intel-two-sockets');
    const open = raplSensor(tree).open(() => 7);
    rmSync(join(tree.root, 'intel-rapl:1'), { recursive: true });
    const kinds = open.read(true).map((observation) => observation.kind);
    expect(keys(open.devices)).toEqual(['cpu:0', 'cpu:1', 'dram:0', 'dram:1']);
    expect(kinds).toEqual(['reading', 'gap', 'reading', 'gap']);
    expect(open.read(true)[1]).toEqual({ kind: 'gap', atS: 7, reason: 'no such file or folder' });
  });

  it('a read error in mid-run is a gap', () => {
    const tree = writeTree('no-dram-amd');
    const open = raplSensor(tree).open(() => 0);
    rmSync(join(tree.root, 'intel-rapl:0/energy_uj'));
    mkdirSync(join(tree.root, 'intel-rapl:0/energy_uj'));
    expect(open.read(true)[0]).toEqual({ kind: 'gap', atS: 0, reason: 'it is a folder' });
  });
});
