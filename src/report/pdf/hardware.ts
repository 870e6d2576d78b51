/** Measured devices by component. */
import { formatCount } from '../../model/numbers.ts';
import { deviceText, METHODS } from '../statement/hardware.ts';
import type { Facts } from './facts.ts';
import type { Layout } from './layout.ts';
import { writeTable } from './table.ts';

const MOST_ROWS = 30;

/** Names that logs have for a CPU of which they do not name the model. */
const UNNAMED = /^(?:c|cpu|cpu:\d+)$/;
const UNNAMED_TEXT =
  'cpu:0, cpu:1, ... are packages of which the log does not name the model; some versions of carbontracker print only ' +
  'cpu, or its first letter.';

type Hardware = Facts['hardware'][number];

/** By component, then by device, those of most runs first. */
function byDevices(a: Hardware, b: Hardware): number {
  const [nameA, nameB] = [a, b].map(({ component, devices }) => `${component} ${deviceText(devices)}`) as [
    string,
    string,
  ];
  if (a.component !== b.component) return a.component < b.component ? -1 : 1;
  return nameA === nameB ? b.runs - a.runs : nameA < nameB ? -1 : 1;
}

/** Writes the section of devices. */
export function writeHardware(layout: Layout, { runs, hardware }: Facts): void {
  layout.section('Hardware', () => {
    if (hardware.length === 0) {
      layout.paragraph('The logs name no component.');
      return;
    }
    const isOne = runs.length === 1;
    writeTable(
      layout,
      [
        { title: 'Component', share: 0.14 },
        { title: 'Devices', share: isOne ? 0.66 : 0.56, wrap: true },
        { title: 'Measured by', share: 0.2 },
        ...(isOne ? [] : [{ title: 'Runs', share: 0.1, align: 'right' as const }]),
      ],
      [...hardware]
        .sort(byDevices)
        .slice(0, MOST_ROWS)
        .map(({ component, devices, method, runs: count }) => {
          return [
            component.toUpperCase(),
            deviceText(devices),
            METHODS[method],
            ...(isOne ? [] : [formatCount(count)]),
          ];
        }),
    );
    if (hardware.some(({ devices }) => devices.some((device) => UNNAMED.test(device)))) {
      layout.remark(UNNAMED_TEXT);
    }
    if (hardware.length > MOST_ROWS) {
      layout.remark(`${hardware.length - MOST_ROWS} further combinations of devices are left out.`);
    }
  });
}
