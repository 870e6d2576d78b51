/**
 * Processor time of ct-track for 10,000 marks that a command writes to CT_TRACK_EPOCHS, at several rates. The aim: under
 * 50 ms per 1,000 marks.
 *
 *     npm run build && node bench/epoch-marks.mjs
 */
import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { ctTrack } from './programs.mjs';

const MARKS = 10_000;
const MS_PER_TICK = 10;
/** Marks per second; null: as fast as they can be written. */
const RATES = [null, 2000, 500, 100];

/** User and system time of all threads of a process in ms. */
function cpuMs(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
  return (Number(fields[11]) + Number(fields[12])) * MS_PER_TICK;
}

/** The command: marks its epochs, and prints what its tracker took meanwhile. */
async function writeMarks(rate) {
  const file = process.env.CT_TRACK_EPOCHS;
  await wait(500);
  const beforeMs = cpuMs(process.ppid);
  const startMs = performance.now();
  for (let i = 0; i < MARKS; i += 1) {
    if (rate !== null) {
      const lateMs = (i / rate) * 1000 - (performance.now() - startMs);
      if (lateMs > 0) await wait(lateMs);
    }
    appendFileSync(file, `${i % 2 === 0 ? 'start' : 'end'} ${1 + (i >> 1)} @${Date.now() / 1000}\n`);
  }
  await wait(500);
  console.log(JSON.stringify({ takenMs: cpuMs(process.ppid) - beforeMs, wallS: (performance.now() - startMs) / 1000 }));
}

function measure(rate) {
  const folder = mkdtempSync(path.join(tmpdir(), 'ct-marks-'));
  try {
    const [program, ...words] = ctTrack;
    const devices = '--sim-gpu A100 --sim-gpu-watts 400 --sim-cpu X --sim-cpu-tdp 90'.split(' ');
    const command = [process.execPath, import.meta.filename, 'write', String(rate)];
    const args = [...words, '--quiet', '--log-dir', folder, ...devices, ...command];
    const { takenMs, wallS } = JSON.parse(execFileSync(program, args, { encoding: 'utf8' }));
    const shown = rate === null ? 'as fast as possible' : `${rate} per s`;
    console.log(`| ${shown} | ${wallS.toFixed(1)} | ${((takenMs / MARKS) * 1000).toFixed(1)} |`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const [action, rate] = process.argv.slice(2);
if (action === 'write') await writeMarks(rate === 'null' ? null : Number(rate));
else {
  console.log(`| ${MARKS} marks, ${MARKS / 2} epochs | s | ms of ct-track per 1,000 marks |\n|---|---|---|`);
  for (const one of action === undefined ? RATES : [Number(action) || null]) measure(one);
}
