/** Wrong arguments are told in one line that names them as they were typed. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Workplace, workplace } from '../helpers/workplace.ts';

const LOGS = 'fixtures/carbontracker/2.4.3/gpu1_cpu1_e3_p1';

let place: Workplace;
beforeAll(() => {
  place = workplace();
});
afterAll(() => place.remove());

it.each([
  ['ct-parse', 'Which command? Try ct-parse --help'],
  [
    'ct-parse agregate logs',
    'There is no command agregate, did you mean aggregate? (ct-parse --help shows what there is)',
  ],
  [
    'ct-parse runs',
    'Which logs? Give files, folders or patterns: ct-parse COMMAND ./logs (ct-parse --help lists the commands)',
  ],
  ['ct-parse diff a', 'Which two sides? ct-parse diff BEFORE AFTER'],
  [
    `ct-parse aggregate ${LOGS} --grup-by folder`,
    'There is no option --grup-by, did you mean --group-by? (ct-parse --help shows what there is)',
  ],
  [
    `ct-parse runs ${LOGS} --group-by x`,
    '--group-by is "x", and should be one of folder, prefix, device, month, host, slurm-job',
  ],
  [`ct-parse runs ${LOGS} --pue`, '--pue needs a value (ct-parse --help shows what there is)'],
  [`ct-parse runs ${LOGS} --pue much`, '--pue needs a number'],
  ['ct-track --sim-gpu A100 true', '--sim-gpu needs --sim-gpu-watts, the power of the GPU in W'],
  ['ct-track --components tpu true', '--components is tpu, and should be all, gpu, cpu or gpu,cpu'],
  ['ct-track --update-interval 0 true', '--update-interval is 0, and should be 0.01 s to a day'],
  ['ct-track --cpu-load x doctor', '--cpu-load is x, and should be machine or tree'],
])('%s', async (line, message) => {
  const [command] = line.split(' ');
  expect(await place.run(line)).toEqual({ code: 2, shown: `${command}: ${message}\n` });
});
