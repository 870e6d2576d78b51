import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type MachineSources, machineId } from '../../src/tracker/machine.ts';

const BOOT = '/proc/sys/kernel/random/boot_id';
const refuse = (): never => {
  throw new Error('no such file');
};
/** A Linux machine with these files. */
const linux = (files: Record<string, string>): MachineSources => ({
  platform: 'linux',
  readText: (file) => files[file] ?? refuse(),
  bootSession: refuse,
});
const ONE = '0f1e2d3c-0000-4000-8000-000000000001\n';
const OTHER = '0f1e2d3c-0000-4000-8000-000000000002\n';

describe('the id of a machine', () => {
  it('is the same for all containers of a machine, whatever their images say', () => {
    const host = machineId(linux({ [BOOT]: ONE, '/etc/machine-id': 'a'.repeat(32) }));
    expect(machineId(linux({ [BOOT]: ONE, '/etc/machine-id': 'b'.repeat(32) }))).toBe(host);
    expect(machineId(linux({ [BOOT]: ONE }))).toBe(host);
  });

  it('differs between machines that run one image', () => {
    const image = { '/etc/machine-id': 'a'.repeat(32) };
    expect(machineId(linux({ ...image, [BOOT]: ONE }))).not.toBe(machineId(linux({ ...image, [BOOT]: OTHER })));
  });

  it('holds nothing of what it is made of', () => {
    const id = machineId(linux({ [BOOT]: ONE }));
    expect(id).toMatch(/^[0-9a-f]{32}$/);
    expect(id).not.toContain('0f1e2d3c');
  });

  it('falls back to the id of the installation, and is unknown where there is none', () => {
    expect(machineId(linux({ '/etc/machine-id': `${'a'.repeat(32)}\n` }))).toMatch(/^[0-9a-f]{32}$/);
    expect(machineId(linux({ '/etc/machine-id': 'uninitialized\n' }))).toBeNull();
    expect(machineId(linux({ '/etc/machine-id': '' }))).toBeNull();
  });

  it('is that of the boot session on macOS', () => {
    const mac: MachineSources = { platform: 'darwin', readText: refuse, bootSession: () => ONE };
    expect(machineId(mac)).toMatch(/^[0-9a-f]{32}$/);
    expect(machineId({ ...mac, bootSession: refuse })).toBeNull();
  });

  it.skipIf(!existsSync(BOOT))('can be had here', () => {
    expect(machineId()).toBe(machineId(linux({ [BOOT]: readFileSync(BOOT, 'utf8') })));
  });
});
