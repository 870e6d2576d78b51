/** A carbon intensity that no electricity has is shown by every command. */
import { describe, expect, it } from 'vitest';
import { examine } from '../../../src/index.ts';
import { runOfRow } from '../../helpers/codecarbon.ts';

const messageOf = (emissionsKg: string): string | undefined =>
  examine(runOfRow({ emissions: emissionsKg })).find(({ code }) => code === 'intensity-implausible')?.message;

describe('an intensity', () => {
  it('of g in a column of kg is implausible, with the figure', () => {
    // 39 g over 0.26 kWh are 150 g/kWh; read as kg they are a thousand times as much.
    expect(messageOf('39')).toContain('CO2eq is counted with 150000 g/kWh, more than any power plant emits');
  });

  it('of lignite is not', () => {
    expect(messageOf('0.39')).toBeUndefined();
    expect(messageOf('0')).toBeUndefined();
  });
});
