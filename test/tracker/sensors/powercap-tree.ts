/** Writes the trees of fixtures/powercap to temporary folders. */
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { ReadText } from '../../../src/tracker/sensors/powercap.ts';

export interface Tree {
  root: string;
  expect: string[];
  expectPsys?: string[];
  /** Reads as an ordinary user would: root may read everything, so that denied files must be played. */
  readText: ReadText;
  setEnergyJ(zone: string, energyJ: number): void;
}

export function writeTree(name: string): Tree {
  const fixture = JSON.parse(readFileSync(new URL(`../../../fixtures/powercap/${name}.json`, import.meta.url), 'utf8'));
  const root = mkdtempSync(join(tmpdir(), 'ct-powercap-'));
  for (const [path, text] of Object.entries<string>(fixture.files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  const denied = new Set((fixture.denied ?? []).map((path: string) => join(root, path)));
  return {
    root,
    expect: fixture.expect,
    expectPsys: fixture.expectPsys,
    readText: (path) => {
      if (denied.has(path)) throw Object.assign(new Error('EACCES: permission denied'), { code: 'EACCES' });
      return readFileSync(path, 'utf8');
    },
    setEnergyJ: (zone, energyJ) => writeFileSync(join(root, zone, 'energy_uj'), `${Math.round(energyJ * 1e6)}\n`),
  };
}
