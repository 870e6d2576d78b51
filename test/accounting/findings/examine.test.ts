import { describe, expect, it } from 'vitest';
import { examine, FINDINGS, type Finding } from '../../../src/index.ts';
import { type BlockText, block, outputLog, type StandardText, standardLog } from '../../helpers/logs.ts';
import { runOf } from '../../helpers/runs.ts';

const of = (standard: StandardText | null, output: BlockText[] | null = [{}]): Finding[] =>
  examine(runOf(standard === null ? null : standardLog(standard), output === null ? null : outputLog(output)));
const codes = (findings: Finding[]): string[] => findings.map(({ code }) => code);
const two = 'GPU with device(s) A, B. CPU with device(s) cpu:0.';

describe('examine', () => {
  it('finds nothing in a sound run', () => expect(of({})).toEqual([]));

  it('severities come from the table', () => {
    for (const finding of [...of(null, null), ...of({ components: two }), ...of({}, null)]) {
      expect(finding.severity).toBe(FINDINGS[finding.code as keyof typeof FINDINGS][0]);
    }
  });

  it('devices-averaged names both figures and the effect', () => {
    const [finding, ...rest] = of({ components: two });
    expect(rest).toEqual([]);
    expect(finding).toMatchObject({ code: 'devices-averaged', severity: 'warning' });
    expect(finding?.message).toMatch(/2 gpu devices.*2\.4\.3.*3\.95 Wh.*6\.58 Wh/);
    expect(finding?.effectKwh).toBeCloseTo((100 * 60 * 1.58) / 3.6e6, 12);
  });

  it('devices-averaged-uncorrected: no epoch to correct by', () => {
    expect(of({ components: two, epochs: [] })).toMatchObject([
      { code: 'devices-averaged-uncorrected', severity: 'error' },
    ]);
  });

  it('devices-averaged-uncorrected: nor where the epochs on record lack their energy', () => {
    const epochs = [{ power: { gpu: 'None', cpu: 'None' } }];
    expect(codes(of({ components: two, epochs }))).toContain('devices-averaged-uncorrected');
    const same = 'GPU with device(s) A, B. CPU with device(s) cpu:0, cpu:1.';
    expect(codes(of({ components: same, epochs }))).toContain('devices-averaged');
  });

  it('devices-maybe-averaged for versions that nobody knows', () => {
    expect(codes(of({ components: two, version: '2.5.0' }))).toEqual(['devices-maybe-averaged']);
    expect(codes(of({ components: two, version: '1.2.5' }))).toEqual([]);
    expect(codes(of({ components: 'GPU with device(s) GPU, ANE. CPU with device(s) CPU.' }))).toEqual([]);
  });

  it('prediction-counted', () => {
    const [finding] = of({}, [{ heading: 'Predicted consumption for 10 epoch(s):', energy: '0.0500 kWh' }, {}]);
    expect(finding).toMatchObject({ code: 'prediction-counted', effectKwh: expect.closeTo(-0.0105, 9) });
    expect(finding?.message).toMatch(/1 of 10 epochs/);
  });

  it('cut-off and no-actual-block', () => {
    expect(codes(of({ closing: [] }, null))).toEqual(['cut-off', 'co2-unknown']);
    expect(codes(of({}, null))).toEqual(['no-actual-block', 'co2-unknown']);
  });

  it('not-measured is an error, without a word about CO2eq', () => {
    expect(of({ epochs: [], closing: [] }, null)).toMatchObject([{ code: 'not-measured', severity: 'error' }]);
  });

  it('total-rounded tells logged and counted', () => {
    const [finding] = of({}, [{ energy: '0.00 kWh', co2eq: '0.40 g' }]);
    expect(finding).toMatchObject({ code: 'total-rounded', effectKwh: expect.closeTo(0.00395, 9) });
    expect(finding?.message).toMatch(/logged 0 Wh, counted 3\.95 Wh/);
  });

  it('total-differs is a warning, not a correction', () => {
    const [finding, ...rest] = of({}, [{ energy: '0.005000000000 kWh', co2eq: '0.500000 g' }]);
    expect(rest).toEqual([]);
    expect(finding).toMatchObject({
      code: 'total-differs',
      severity: 'warning',
      effectKwh: expect.closeTo(-0.00105, 9),
    });
  });

  it('a difference in the last printed digit is none', () => {
    expect(of({}, [{ energy: '0.003950000001 kWh' }])).toEqual([]);
  });

  it('epoch-records: more or fewer records than the block says', () => {
    const wrong = {
      heading: 'Actual consumption for 209 epoch(s):',
      time: '0:03:59',
      energy: '0.500000 kWh',
      co2eq: '50.000000 g',
    };
    expect(codes(of({}, [wrong]))).toEqual(['total-differs', 'epoch-records']);
  });

  it('epoch-labels', () => {
    expect(codes(of({ components: 'GPU with device(s) A.', epochs: [{ label: 2, power: { gpu: '150.0' } }] }))).toEqual(
      ['epoch-labels'],
    );
  });

  it('epoch-not-measured with the energy that stands in', () => {
    const epochs = [{ power: { gpu: 'None' } }, { power: { gpu: '150.0' } }];
    const [finding] = of({ components: 'GPU with device(s) A.', epochs }, [
      { heading: 'Actual consumption for 2 epoch(s):', time: '0:02:00', energy: '0.007900000000 kWh' },
    ]);
    expect(finding).toMatchObject({ code: 'epoch-not-measured', effectKwh: expect.closeTo(0.00395, 9) });
    expect(finding?.message).toContain('60.00 s');
  });

  it('power-zero', () => {
    const epochs = [{ power: { gpu: '150.0', cpu: '0.0' } }, { power: { gpu: '150.0', cpu: '0.0' } }];
    expect(
      codes(
        of({ epochs }, [
          { heading: 'Actual consumption for 2 epoch(s):', time: '0:02:00', energy: '0.007900000000 kWh' },
        ]),
      ),
    ).toEqual(['power-zero']);
    expect(codes(of({ epochs: [{ power: { gpu: '150.0', cpu: 'None' } }] }))).not.toContain('power-zero');
  });

  it('co2-unknown', () => {
    expect(codes(of({}, [{ co2eq: 'nan g', km: 'nan' }]))).toEqual(['co2-unknown']);
  });

  it('the prediction of a run that was cut off tells its CO2eq', () => {
    const run = runOf(standardLog({ closing: [] }), block(60, { heading: 'Predicted consumption for 1 epoch(s):' }));
    expect(codes(examine(run))).toEqual(['cut-off']);
  });
});
