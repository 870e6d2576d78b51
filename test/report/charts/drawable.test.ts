import { expect, it } from 'vitest';
import { drawable } from '../../../src/report/charts/drawable.ts';
import type { Figure } from '../../../src/report/charts/figure.ts';

it('takes what no axis can show for 0, and leaves its bounds to the axis', () => {
  const tiny = Number.MIN_VALUE;
  const configuration = {
    type: 'bar',
    data: { datasets: [{ data: [tiny, 1, null, [tiny, 2], { x: -tiny, y: 3 }] }] },
    options: { scales: { x: { max: tiny, min: 0 }, y: { suggestedMax: 5 } } },
  };
  drawable({ configuration } as unknown as Figure);
  expect(configuration.data.datasets[0]?.data).toEqual([0, 1, null, [0, 2], { x: 0, y: 3 }]);
  expect(configuration.options.scales).toEqual({ x: { min: 0 }, y: { suggestedMax: 5 } });
});
