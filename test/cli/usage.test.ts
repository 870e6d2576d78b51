/** Wrong arguments are told in one line that names them as they were typed. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { ctParse, ctTrack } from '../helpers/cli.ts';
import { fixture, withFolder } from '../helpers/fixtures.ts';

const LOGS = fixture('carbontracker', '2.4.3', 'gpu1_cpu1_e3_p1');

it.each([
  ['ct-parse', 'no command given; try ct-parse --help'],
  ['ct-parse agregate logs', 'unknown command agregate, did you mean aggregate? (see ct-parse --help)'],
  ['ct-parse --json aggregate a', 'the command comes first: ct-parse aggregate --json a'],
  ['ct-parse a runs', 'the command comes first: ct-parse runs a'],
  ['ct-parse runs', 'no logs given; give files, folders or patterns: ct-parse runs ./logs'],
  ['ct-parse report -o a.pdf', 'no logs given; give files, folders or patterns: ct-parse report ./logs'],
  ['ct-parse verify', 'no report given: ct-parse verify report.pdf ./logs'],
  ['ct-parse check-card', 'no model card given: ct-parse check-card README.md'],
  ['ct-parse diff a', 'give two folders or tables: ct-parse diff BEFORE AFTER'],
  [
    `ct-parse aggregate ${LOGS} --grup-by folder`,
    'unknown option --grup-by, did you mean --group-by? (see ct-parse aggregate --help)',
  ],
  [
    `ct-parse runs ${LOGS} --group-by x`,
    'unknown group-by "x"; choose one of folder, prefix, device, month, host, slurm-job, slurm-array, slurm-account, user (see ct-parse runs --help)',
  ],
  [`ct-parse runs ${LOGS} --pue`, '--pue needs a value (see ct-parse runs --help)'],
  [`ct-parse report ${LOGS} -o`, '-o needs a value (see ct-parse report --help)'],
  [`ct-parse ${LOGS}`, `no command given; for the sentence: ct-parse aggregate ${LOGS}`],
  [`ct-parse report ${LOGS} -o a.pdf -o b.pdf`, '--output can be given once'],
  [`ct-parse figures ${LOGS} --format pdf --format svg`, '--format can be given once'],
  [
    `ct-parse statement ${LOGS} --training-type fine-tuning --training-type pre-training`,
    '--training-type can be given once',
  ],
  [`ct-parse runs ${LOGS} --group-by folder --group-by month`, '--group-by can be given once'],
  [
    `ct-parse aggregate ${LOGS} --compare-countries DK, FR`,
    '--compare-countries needs country codes with commas and without blanks, such as DK,FR (got DK,)',
  ],
  [`ct-parse runs ${LOGS} --pue much`, '--pue needs a number (got much)'],
  ['ct-track --sim-gpu A --sim-gpu B true', '--sim-gpu is given twice; one GPU can be simulated per run'],
  ['ct-track --sim-gpu A100 true', '--sim-gpu needs --sim-gpu-watts, the power of the GPU in W'],
  ['ct-track --components tpu true', '--components must be all, gpu, cpu or gpu,cpu (got tpu)'],
  ['ct-track --update-interval 0 true', '--update-interval must be between 0.01 s and a day (got 0)'],
  ['ct-track --cpu-load x doctor', '--cpu-load must be machine or tree (got x)'],
])('%s', async (line, message) => {
  const [command, ...words] = line.split(' ');
  const call = command === 'ct-track' ? ctTrack : ctParse;
  expect(await call(words)).toMatchObject({ code: 2, stdout: '', stderr: `${command}: ${message}\n` });
});

it.each([
  ['report', 'out.pdf'],
  ['report', 'page.html'],
  ['statement', 'paper.tex'],
])('%s: a file to write among the logs needs -o', async (command, name) => {
  const message = `ct-parse: no such file or folder: ${name} (to write it: -o ${name})\n`;
  expect(await ctParse([command, LOGS, name])).toMatchObject({ code: 1, stdout: '', stderr: message });
});

it('options that take several values, and flags, may come again', () =>
  withFolder(async (folder) => {
    expect((await ctParse(['aggregate', LOGS, '--strict', '--strict'])).code).toBe(0);
    const table = path.join(folder, 'runs.csv');
    writeFileSync(table, (await ctParse(['runs', '--csv', LOGS])).stdout);
    const { code, stdout } = await ctParse(['aggregate', '--json', '--from', table, '--from', table]);
    expect({ code, runs: JSON.parse(stdout).runs }).toEqual({ code: 0, runs: 1 });
  }));

it('-h and help are --help', async () => {
  for (const command of [[], ['report']]) {
    const help = await ctParse([...command, '--help']);
    expect(help.stdout).toContain('Help:\n');
    expect(await ctParse([...command, '-h'])).toEqual(help);
    expect(await ctParse(['help', ...command])).toEqual(help);
  }
});

it('the version is said wherever it is asked for', async () => {
  const version = await ctParse(['--version']);
  expect(version).toMatchObject({ code: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+\S*\n$/), stderr: '' });
  expect(await ctParse(['runs', '--version'])).toEqual(version);
  expect(await ctTrack(['--version'])).toEqual(version);
});
