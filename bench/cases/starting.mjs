/** What the commands cost that do next to nothing, beside bare Node; and what tracking costs while it waits. */
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { compare } from '../measure.mjs';
import { bareStart, ctParse, ctTrack } from '../programs.mjs';
import { mib, ratio, table } from '../tables.mjs';

const ROUNDS = 21;
const SIMULATED = '--sim-gpu A100 --sim-gpu-watts 400 --sim-cpu X --sim-cpu-tdp 90'.split(' ');
const ONE_RUN = fileURLToPath(new URL('../../fixtures/carbontracker/2.4.3/gpu8_cpu2_e3_p1', import.meta.url));
const LONG_S = 30;

const ms = (valueS) => (valueS * 1000).toFixed(0);

export function startTable(root) {
  const logs = path.join(root, 'tracked');
  const tracked = [...ctTrack, '--quiet', '--log-dir', logs];
  const aggregate = [...ctParse, 'aggregate', ONE_RUN];
  const measured = compare(
    {
      'node -e 0': bareStart,
      'ct-parse --version': [...ctParse, '--version'],
      'ct-parse aggregate, one run, with kept code': aggregate,
      'ct-parse aggregate, one run, without': ['env', 'NODE_DISABLE_COMPILE_CACHE=1', ...aggregate],
      'ct-track true, simulated devices': [...tracked, ...SIMULATED, 'true'],
      'ct-track true, devices of this machine': [...tracked, 'true'],
    },
    ROUNDS,
  );
  const bareS = measured['node -e 0'].wallS;
  const rows = Object.entries(measured).map(([name, { wallS, cpuS, peakMib }]) => {
    return [`\`${name}\``.replace(/,(.*)`$/, '`,$1'), ms(wallS), ratio(wallS, bareS), ms(cpuS), mib(peakMib)];
  });
  return table([['command', 'wall ms', 'ratio', 'CPU ms', 'MiB'], ...rows]);
}

/** Processor time of tracking two simulated devices once a second, start left out. */
export function trackingShare(root) {
  const tracked = [...ctTrack, '--quiet', '--log-dir', path.join(root, 'share'), ...SIMULATED, 'sleep'];
  const { long, short } = compare({ long: [...tracked, `${LONG_S}`], short: [...tracked, '0'] }, 1);
  const share = ((long.cpuS - short.cpuS) / LONG_S) * 100;
  return `Tracking two simulated devices once a second for ${LONG_S} s took ${share.toFixed(2)} % of a core beyond its start.`;
}
