/**
 * How fast a gigabyte passes through ct-track into `cat > /dev/null`, beside the bare pipe, and beside a `cat` in the place of
 * ct-track, which copies and looks at nothing; the time that ct-track takes to start and end is taken off. The aim: 80 % of
 * the bare pipe.
 *
 *     npm run build && node bench/throughput.mjs [MiB]
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ctTrack } from './programs.mjs';

const ROUNDS = 5;
const MIB = Number(process.argv[2] ?? 1024);
const OUTPUTS = { zeros: `head -c ${MIB}M /dev/zero`, 'lines of y': `yes | head -c ${MIB}M` };
const WAYS = {
  'no pattern': [],
  "'Epoch (\\d+)'": ['--epoch-pattern', 'Epoch (\\d+)'],
  auto: ['--epoch-pattern', 'auto'],
};

const folder = mkdtempSync(path.join(tmpdir(), 'ct-throughput-'));
const quoted = (words) => words.map((word) => `'${word}'`).join(' ');
const tracked = (options, script) =>
  quoted([...ctTrack, '--no-config', '--quiet', '--log-dir', folder, ...options, '--', 'sh', '-c', script]);

function seconds(line) {
  const startMs = performance.now();
  execFileSync('sh', ['-c', `${line} | cat > /dev/null`]);
  return (performance.now() - startMs) / 1000;
}

try {
  console.log('| output | way | s | of the bare pipe | of cat |\n|---|---|---|---|---|');
  for (const [name, script] of Object.entries(OUTPUTS)) {
    const lines = { bare: `{ ${script}; }`, cat: `{ ${script}; } | cat` };
    for (const [way, options] of Object.entries(WAYS)) {
      lines[way] = tracked(options, script);
      lines[`start of ${way}`] = tracked(options, 'true');
    }
    // The quickest of several rounds in turn: whatever else runs only takes time.
    const best = Object.fromEntries(Object.keys(lines).map((way) => [way, Number.POSITIVE_INFINITY]));
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const [way, line] of Object.entries(lines)) best[way] = Math.min(best[way], seconds(line));
    }
    const share = (of, s) => `${Math.round((best[of] / s) * 100)} %`;
    console.log(`| ${name} | bare | ${best.bare.toFixed(2)} | | |`);
    console.log(`| ${name} | cat | ${best.cat.toFixed(2)} | ${share('bare', best.cat)} | |`);
    for (const way of Object.keys(WAYS)) {
      const netS = best[way] - best[`start of ${way}`];
      console.log(`| ${name} | ${way} | ${netS.toFixed(2)} | ${share('bare', netS)} | ${share('cat', netS)} |`);
    }
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
