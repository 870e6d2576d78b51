/** `ct-track doctor`: what can be measured here, what cannot and why, and how to enable it. */
import {
  adviceFor,
  cpuLoadSensor,
  detectFor,
  findPlace,
  type Probe,
  raplSensor,
  type TrackerOptions,
  type TreeRoot,
} from '../../src/tracker/command/index.ts';
import { wrap } from '../help.ts';
import { clean, type Terminal, toJson } from '../terminal.ts';
import { settingsOf } from './settings.ts';

/** Probes every sensor and prints the result; changes nothing. */
export async function runDoctor(options: TrackerOptions, json: boolean, terminal: Terminal): Promise<number> {
  const settings = settingsOf(options);
  const tree: TreeRoot = { pid: process.pid, countsItself: false };
  const { probes } = detectFor({ ...settings, components: ['gpu', 'cpu'], simulated: [] }, tree);
  // psys replaces the other zones and is measured only on request, so it is probed separately.
  const platform = raplSensor({
    ...(settings.powercapRoot === null ? {} : { root: settings.powercapRoot }),
    psys: true,
  }).probe();
  if (!settings.psys && platform.state !== 'absent') {
    const onRequest = 'measured only with --psys, instead of packages and memory';
    probes.push({ ...platform, sensor: 'rapl-psys', problems: [...platform.problems, onRequest] });
  }
  // `detectFor` probes the load model only where RAPL is missing; doctor always shows it.
  if (!probes.some((probe) => probe.sensor === 'cpu-load'))
    probes.push(cpuLoadSensor({ tdpW: settings.cpuTdpW, tree: settings.cpuLoad === 'tree' ? tree : null }).probe());
  const place = findPlace();
  const advice = adviceFor(place, probes);
  if (json) await terminal.print(`${toJson({ sensors: probes, place: { ...place, advice } }, 2)}\n`);
  else {
    const text = [...probes.map(describe), ...(advice.length === 0 ? [] : [describePlace(advice)])].join('\n');
    // A file or a program gets whole lines.
    await terminal.print(terminal.stdout.isTTY === true ? folded(text, terminal.columns) : text);
  }
  return 0;
}

/** Breaks lines between words, with what follows indented further. */
function folded(text: string, columns: number): string {
  const lines = text.split('\n').flatMap((line) => {
    if (line.length <= columns) return [line];
    const indent = /^ */.exec(line)?.[0] ?? '';
    const [first = '', ...rest] = wrap(line.trim(), columns - indent.length - HANGING.length);
    return [indent + first, ...rest.map((part) => indent + HANGING + part)];
  });
  return lines.join('\n');
}

/** In front of the rest of a line. */
const HANGING = '    ';

function describe({ sensor, state, devices, problems, hint }: Probe): string {
  const lines = [`${sensor}: ${state}`];
  for (const { key, name, method, note, rangeW } of devices) {
    const range = rangeW === null ? '' : `, ${Math.round(rangeW[0])} to ${Math.round(rangeW[1])} W`;
    lines.push(`  ${key}  ${name === key ? '' : `${name}, `}${method}${range}${note === null ? '' : ` (${note})`}`);
  }
  for (const problem of problems) lines.push(`  ${problem}`);
  if (hint !== null) lines.push(`  To enable: ${hint}`);
  return `${lines.map(clean).join('\n')}\n`;
}

const describePlace = (advice: readonly string[]): string =>
  `here:\n${advice.map((line) => `  ${clean(line)}\n`).join('')}`;
