/** What was measured: devices by component. */
import type { Component } from '../../model/run.ts';
import { shortened } from '../charts/named-bars.ts';
import { counted, type Facts } from './facts.ts';
import { INK, type Layout, SIZES } from './layout.ts';
import { writeTable } from './table.ts';

const LONGEST_NAME = 120;
const MOST_ROWS = 30;

export function writeHardware(layout: Layout, { runs }: Facts): void {
  const rows = counted(runs.flatMap(({ run }) => run.components.map((component) => keyOf(component))));
  layout.section('Hardware', () => {
    if (rows.length === 0) {
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
      rows.slice(0, MOST_ROWS).map(({ name, count }) => {
        const [component = '', devices = '', method = ''] = JSON.parse(name) as string[];
        return [component, devices, method, ...(isOne ? [] : [String(count)])];
      }),
    );
    if (rows.length > MOST_ROWS) {
      const text = `${rows.length - MOST_ROWS} further combinations of devices are left out.`;
      layout.paragraph(text, { size: SIZES.small, colour: INK.soft });
    }
  });
}

const METHODS: Record<Component['method'], string> = {
  counter: 'energy counter',
  sampled: 'power samples',
  estimated: 'load model',
  simulated: 'simulation',
  unknown: 'not in the log',
};

function keyOf({ name, devices, method }: Component): string {
  return JSON.stringify([name.toUpperCase(), deviceText(devices), METHODS[method]]);
}

/** `8 x NVIDIA A100-SXM4-40GB`, different devices joined by commas. */
export function deviceText(devices: readonly string[]): string {
  if (devices.length === 0) return 'none named';
  const groups = counted(devices).map(({ name, count }) => {
    const shown = shortenedEnd(name);
    return count === 1 ? shown : `${count} x ${shown}`;
  });
  const most = 12;
  const more = groups.length > most ? `, and ${groups.length - most} more` : '';
  return groups.slice(0, most).join(', ') + more;
}

/** Device names begin with their maker and model, so the end is left out. */
function shortenedEnd(name: string): string {
  const backwards = (text: string): string => Array.from(text).reverse().join('');
  return backwards(shortened(backwards(name), LONGEST_NAME));
}
