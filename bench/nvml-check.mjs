/**
 * Compares the tracker with the energy counter of real GPUs, and prints one JSON document.
 *
 *     npx tsdown && node bench/nvml-check.mjs [seconds] [command that loads the GPU...]
 *
 * Without a command the GPUs are measured as they are. Needs koffi and an NVIDIA driver; the built library in dist/.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';

const [secondsText = '20', ...load] = process.argv.slice(2);
const seconds = Number(secondsText);
const library = new URL('../dist/tracker/index.js', import.meta.url);
if (!existsSync(library)) throw new Error('build first: npx tsdown');
const { CarbonTracker, nvmlSensor } = await import(library.href);

const clock = () => Number(process.hrtime.bigint()) / 1e9;
const wait = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

const sensor = nvmlSensor();
const probe = sensor.probe();
if (probe.state !== 'ready') {
  console.log(JSON.stringify({ probe }, null, 2));
  process.exit(1);
}
const open = sensor.open(clock);

/** Median time of a call in microseconds. */
function cost(call) {
  const times = [];
  for (let i = 0; i < 50; i += 1) {
    const start = process.hrtime.bigint();
    call();
    times.push(Number(process.hrtime.bigint() - start) / 1e3);
  }
  return times.sort((a, b) => a - b)[25];
}

const loader = load.length > 0 ? spawn(load[0], load.slice(1), { stdio: ['ignore', 'ignore', 'inherit'] }) : null;
if (loader !== null) await wait(3000);

// Power integrated at 10 Hz and 1 Hz beside the difference of the counter, read around the tracker's own span.
const powerAt = open.devices.map(() => []);
const cpuBefore = process.cpuUsage();
const before = open.read(true);
const tracker = new CarbonTracker({ epochs: 4, components: 'gpu', verbose: 0, pue: 1, logDir: null });
for (let epoch = 0; epoch < 4; epoch += 1) {
  tracker.epochStart();
  const until = clock() + seconds / 4;
  while (clock() < until) {
    for (const [i, observation] of open.read(false).entries()) {
      if (observation.kind === 'reading') powerAt[i].push(observation);
    }
    await wait(100);
  }
  tracker.epochEnd();
}
const after = open.read(true);
const cpu = process.cpuUsage(cpuBefore);
loader?.kill();

function integrate(readings, step) {
  const kept = readings.filter((_, i) => i % step === 0 || i === readings.length - 1);
  let energyJ = 0;
  for (let i = 1; i < kept.length; i += 1) {
    energyJ += ((kept[i].powerW + kept[i - 1].powerW) / 2) * (kept[i].atS - kept[i - 1].atS);
  }
  return energyJ;
}

const devices = open.devices.map((device, i) => ({
  ...device,
  counterJ: (after[i].counterJ ?? Number.NaN) - (before[i].counterJ ?? Number.NaN),
  spanS: after[i].atS - before[i].atS,
  integrated10HzJ: integrate(powerAt[i], 1),
  integrated1HzJ: integrate(powerAt[i], 10),
}));
const counterJ = devices.reduce((sum, device) => sum + device.counterJ, 0);
const actualJ = (tracker.actual?.energyKwh ?? 0) * 3.6e6;
console.log(
  JSON.stringify(
    {
      date: new Date().toISOString(),
      node: process.version,
      seconds,
      load: load.join(' '),
      problems: probe.problems,
      costUs: { powerOnly: cost(() => open.read(false)), withCounters: cost(() => open.read(true)) },
      devices,
      tracker: {
        actualJ,
        counterAroundJ: counterJ,
        differencePercent: (actualJ / counterJ - 1) * 100,
        durationS: tracker.actual?.durationS,
        epochs: tracker.epochs,
        predictedJ: (tracker.predicted?.energyKwh ?? 0) * 3.6e6,
      },
      cpuSeconds: (cpu.user + cpu.system) / 1e6,
    },
    null,
    2,
  ),
);
open.close();
