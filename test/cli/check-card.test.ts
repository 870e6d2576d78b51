/** `ct-parse check-card`: what it prints, and when it exits with 1. */
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { ctParse, expectOneLine } from '../helpers/cli.ts';
import { fixture, withFolder, writeFiles } from '../helpers/fixtures.ts';

/** 78 g of CO2eq. */
const LOGS = fixture('codecarbon', 'flushed');

const cardOf = (emissions: string, text = ''): string =>
  `---\nlicense: mit\nco2_eq_emissions:\n  emissions: ${emissions}\n  source: CodeCarbon\n  training_type: fine-tuning\n  geographical_location: Denmark\n  hardware_used: 1 x A100\n---\n# Model\n${text}\n`;

/** Runs the command on a card. */
function check(card: string, ...args: string[]): Promise<Awaited<ReturnType<typeof ctParse>>> {
  return withFolder((folder) => {
    writeFiles(folder, { 'README.md': card });
    return ctParse(['check-card', path.join(folder, 'README.md'), ...args]);
  });
}

async function codesOf(card: string, ...args: string[]): Promise<unknown[]> {
  const { code, stdout } = await check(card, '--json', ...args);
  const { agrees, problems } = JSON.parse(stdout) as { agrees: boolean | null; problems: { code: string }[] };
  return [code, agrees, problems.map((problem) => problem.code)];
}

describe('a card alone', () => {
  it('without a fault', async () => {
    expect(await codesOf(cardOf('83.5'))).toEqual([0, null, []]);
    expect((await check(cardOf('83.5'))).stdout).toMatch(/README\.md: 83\.5 g\nNothing was found\.\n$/);
  });

  it.each([
    ['no front matter', '# Model\n', [1, null, ['emissions-missing']]],
    ['no key', '---\nlicense: mit\n---\n', [1, null, ['emissions-missing']]],
    ['an empty value', cardOf(''), [1, null, ['emissions-missing']]],
    ['a text', cardOf('83.5 kg'), [1, null, ['emissions-not-a-number']]],
    ['less than nothing', cardOf('-3'), [1, null, ['emissions-not-a-number']]],
    ['a list', '---\nco2_eq_emissions: [1, 2]\n---\n', [1, null, ['front-matter-invalid']]],
    ['invalid YAML', '---\na: [\n---\n', [1, null, ['front-matter-invalid']]],
    ['no end of the front matter', '---\na: 1\n', [1, null, ['front-matter-invalid']]],
    ['next to nothing', cardOf('0.0017'), [0, null, ['emissions-implausible']]],
    ['a bare number', '---\nco2_eq_emissions: 12.5\n---\n', [0, null, ['keys-missing']]],
  ])('%s', async (_, card, expected) => {
    expect(await codesOf(card)).toEqual(expected);
  });

  it('the same number of kg in its text is a slip, the same of g is none', async () => {
    expect(await codesOf(cardOf('56.098', '- CO2 emissions: 56.098 kg CO2eq (200 gCO2eq/kWh)'))).toEqual([
      1,
      null,
      ['unit-differs'],
    ]);
    expect(await codesOf(cardOf('56098', '**Carbon Emitted:** 56.1 kg'))).toEqual([0, null, []]);
    expect(await codesOf(cardOf('120', 'carbon: 120 g/kWh'))).toEqual([0, null, []]);
    expect(await codesOf(cardOf('0.52', 'Emissions were 0.52 kg of CO2, 520 g.'))).toEqual([1, null, ['unit-differs']]);
  });

  it('names keys that are missing, other values and other keys', async () => {
    const card =
      '---\nco2_eq_emissions:\n  emissions: 83.5\n  training_type: tuning\n  hardware: A100\n  source: TODO\n---\n';
    const { stdout } = await check(card);
    expect(stdout).toContain('info: keys-missing: not given: source, geographical_location and hardware_used\n');
    expect(stdout).toContain(
      'warning: training-type-unknown: training_type is "tuning"; use pre-training or fine-tuning\n',
    );
    expect(stdout).toContain('info: keys-unknown: the Hub does not read hardware\n');
  });
});

describe('a card against logs', () => {
  it.each([
    ['the same figure', '78', [0, true, []]],
    ['rounded to its digits', '78.4', [0, true, []]],
    ['kg', '0.078', [1, false, ['unit-differs']]],
    ['kg with few digits', '0.08', [1, false, ['unit-differs']]],
    ['t', '0.000078', [1, false, ['unit-differs']]],
    ['mg', '78000', [1, false, ['unit-differs']]],
    ['the sum of all rows', '104', [1, false, ['logs-differ']]],
    ['nothing', '0', [1, false, ['logs-differ']]],
    ['no number', 'much', [1, false, ['emissions-not-a-number']]],
  ])('%s', async (_, emissions, expected) => {
    expect(await codesOf(cardOf(emissions), LOGS)).toEqual(expected);
  });

  it('prints both, the range, and what to write', async () => {
    const { code, stdout } = await check(cardOf('0.078'), LOGS);
    expect(code).toBe(1);
    expect(stdout).toContain('logs: 78.0 g (');
    expect(stdout).toContain('0.078 kg is what the logs add up to; the card asks for grams: 78\n');
    expect((await check(cardOf('104'), LOGS)).stdout).toMatch(
      /but the logs add up to 78\.0 g; the card is within the range of/,
    );
    expect((await check(cardOf('78'), LOGS)).stdout).toContain('The card agrees with the logs.\n');
  });

  it('takes logs of any format, and factors', async () => {
    const carbontracker = fixture('carbontracker', '2.4.3', 'gpu1_cpu1_e3_p1');
    expect((await codesOf(cardOf('10.209'), carbontracker))[1]).toBe(true);
    expect(await codesOf(cardOf('52'), LOGS, '--intensity', '100')).toEqual([0, true, []]);
  });

  it('what the logs print before a correction is named', async () => {
    const { stdout } = await check(cardOf('644.94'), fixture('codecarbon', 'ranks'));
    expect(stdout).toContain('the card has what the logs print, before corrections');
  });

  it('unknown CO2eq cannot be compared', async () => {
    expect(await codesOf(cardOf('78'), fixture('codecarbon', 'no-total'))).toEqual([1, null, ['logs-unknown']]);
  });

  it('CO2eq that is unknown for some runs is that of no total, and their number is printed', async () => {
    const { stdout } = await check(cardOf('78'), fixture('power-trace', 'two-gpus.csv'), LOGS);
    expect(stdout).toMatch(/^logs: CO2eq unknown for 1 of 3 runs$/m);
  });
});

describe('wrong usage', () => {
  it('no card, no such card, no logs', async () => {
    expect((await ctParse(['check-card'])).code).toBe(2);
    expectOneLine(await ctParse(['check-card', 'no-such-card.md']), 1, /cannot read no-such-card\.md: no such file/);
    expect((await check(cardOf('78'), fixture('codecarbon', 'others'))).code).toBe(1);
    expect((await check(cardOf('78'), 'no-such-folder')).code).toBe(1);
  });
});
