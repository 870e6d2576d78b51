/** Measured devices by component. */
import { deviceText, METHODS } from '../statement/hardware.ts';
import type { Facts } from './facts.ts';
import { INK, type Layout, SIZES } from './layout.ts';
import { writeTable } from './table.ts';

const MOST_ROWS = 30;

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
      hardware.slice(0, MOST_ROWS).map(({ component, devices, method, runs: count }) => {
        return [component.toUpperCase(), deviceText(devices), METHODS[method], ...(isOne ? [] : [String(count)])];
      }),
    );
    if (hardware.length > MOST_ROWS) {
      const text = `${hardware.length - MOST_ROWS} further combinations of devices are left out.`;
      layout.paragraph(text, { size: SIZES.small, colour: INK.soft });
    }
  });
}
