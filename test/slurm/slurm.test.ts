/** Jobs of a real Slurm cluster under ct-track, with a stand-in for a GPU of constant power: what aggregate counts is watts x time. */
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { Totals } from '../../src/index.ts';
import { ctParse } from '../helpers/cli.ts';
import { compileNvmlStandIn } from '../tracker/sensors/nvml-library-path.ts';
import { type Cluster, startCluster, until, whyNoCluster } from './cluster.ts';

/** 0.1 Wh a second. */
const WATTS = 360;
const KWH_PER_S = WATTS / 3.6e6;

const nvml = compileNvmlStandIn();
const why = nvml === null ? 'no C compiler or no koffi is installed' : whyNoCluster();
// CI installs Slurm, so that these tests never go missing there.
if (why !== null && process.env.CI) throw new Error(`no Slurm cluster can be started: ${why}`);

describe.skipIf(why !== null)(`a Slurm cluster${why === null ? '' : ` (skipped: ${why})`}`, () => {
  let cluster: Cluster;
  beforeAll(async () => {
    // One GPU without a counter, which both nodes and all ranks see, as on one machine.
    cluster = await startCluster({
      LD_LIBRARY_PATH: path.dirname(nvml ?? ''),
      NVML_COUNT: '1',
      NVML_POWER_0: String(WATTS * 1000),
      NVML_FAIL_ENERGY_0: '3',
    });
  });
  afterAll(() => cluster?.stop());

  /** A line of a job script that runs a command under ct-track, and notes when both began and ended. */
  function tracked(command: string, logs: string, times: string): string {
    const ctTrack = path.join(path.dirname(inject('ctParse')), 'ct-track.js');
    const options = `--update-interval 0.1 --components gpu --pue 1 --log-dir ${logs}`;
    const inner = `date +"inner %s.%N" >> ${times}; ${command}; date +"inner %s.%N" >> ${times}`;
    return [
      `date +"outer %s.%N" >> ${times}`,
      `"${process.execPath}" "${ctTrack}" ${options} -- bash -c '${inner.replaceAll("'", "'\\''")}'`,
      `date +"outer %s.%N" >> ${times}`,
    ].join('\n');
  }

  /** A folder of a scenario, for logs and for times. */
  function place(name: string): { folder: string; logs: string; times: string } {
    const folder = path.join(cluster.folder, name);
    const [logs, times] = [path.join(folder, 'logs'), path.join(folder, 'times')];
    for (const one of [folder, logs, times]) mkdirSync(one);
    return { folder, logs, times };
  }

  /** Seconds in which at least one of the processes ran: within ct-track, and ct-track itself. */
  function secondsOf(times: string): { innerS: number; outerS: number } {
    const union = (which: string): number => {
      const spans = readdirSync(times).flatMap((name) => {
        const at = [...readFileSync(path.join(times, name), 'utf8').matchAll(/^(\w+) ([\d.]+)$/gm)]
          .filter(([, kind]) => kind === which)
          .map(([, , second]) => Number(second));
        return at.length < 2 ? [] : [[Math.min(...at), Math.max(...at)] as const];
      });
      let [sum, end] = [0, 0];
      for (const [from, to] of spans.sort(([a], [b]) => a - b)) {
        sum += Math.max(0, to - Math.max(from, end));
        end = Math.max(end, to);
      }
      return sum;
    };
    return { innerS: union('inner'), outerS: union('outer') };
  }

  const totalsOf = async (logs: string, ...options: string[]): Promise<Totals & { groups: { name: string }[] }> => {
    const { stdout, stderr } = await ctParse(['aggregate', '--json', ...options, logs]);
    return JSON.parse(stdout || `"${stderr}"`);
  };

  function expectBetween(energyKwh: number, { innerS, outerS }: { innerS: number; outerS: number }): void {
    expect(innerS).toBeGreaterThan(1);
    expect(energyKwh).toBeGreaterThanOrEqual(innerS * KWH_PER_S * 0.98);
    expect(energyKwh).toBeLessThanOrEqual(outerS * KWH_PER_S * 1.001);
  }

  it('two ranks that see the same GPU count once', async () => {
    const { logs, times } = place('ranks');
    const line = tracked('sleep 3', logs, `${times}/$SLURM_PROCID`);
    const job = await cluster.submit(
      `srun --ntasks=2 bash -c '${line.replaceAll("'", "'\\''")}'`,
      '--ntasks=2',
      '--nodes=1',
    );
    await cluster.drained();
    const totals = await totalsOf(logs, '--group-by', 'slurm-job');
    expect(totals).toMatchObject({ runs: 2, groups: [{ name: job, runs: 2 }] });
    expectBetween(totals.energyKwh, secondsOf(times));
  });

  it('tasks of an array are one group, and each of them by its job', async () => {
    const { logs, times } = place('array');
    // One after the other, as each task counts the same simulated GPU.
    const array = await cluster.submit(tracked('sleep 1.2', logs, `${times}/$SLURM_ARRAY_TASK_ID`), '--array=0-2%1');
    await cluster.drained();
    const totals = await totalsOf(logs, '--group-by', 'slurm-array');
    expect(totals).toMatchObject({ runs: 3, groups: [{ name: array, runs: 3 }] });
    expectBetween(totals.energyKwh, secondsOf(times));
    const { groups } = await totalsOf(logs, '--group-by', 'slurm-job');
    expect(groups.map(({ name }) => name)).toEqual([`${array}_0`, `${array}_1`, `${array}_2`]);
  });

  it('a job that scancel stops keeps what it measured, and is not extrapolated', async () => {
    const { logs, times } = place('cancelled');
    const job = await cluster.submit(tracked('sleep 600', logs, `${times}/1`));
    await until(() =>
      readdirSync(logs).some((name) => name.endsWith('samples.csv') && rowsOf(path.join(logs, name)) > 15),
    );
    await cluster.run('scancel', job);
    const cancelledS = Date.now() / 1000;
    await cluster.drained();
    const totals = await totalsOf(logs);
    expect(totals).toMatchObject({ runs: 1, basis: { predicted: { runs: 0 } } });
    const [startS = 0] = [...readFileSync(`${times}/1`, 'utf8').matchAll(/^inner ([\d.]+)$/gm)].map(([, at]) =>
      Number(at),
    );
    expect(totals.energyKwh).toBeGreaterThan(KWH_PER_S);
    // Slurm kills five seconds after the signal at the latest.
    expect(totals.energyKwh).toBeLessThanOrEqual((cancelledS + 10 - startS) * KWH_PER_S);
  });

  it('a job that is requeued counts both times', async () => {
    const { logs, times } = place('requeued');
    const name = `${times}/\${SLURM_RESTART_COUNT:-0}`;
    const job = await cluster.submit(
      tracked(`test -n "$SLURM_RESTART_COUNT" && sleep 2 || sleep 600`, logs, name),
      '--requeue',
    );
    await until(() =>
      readdirSync(logs).some((file) => file.endsWith('samples.csv') && rowsOf(path.join(logs, file)) > 2),
    );
    await cluster.run('scontrol', 'requeue', job);
    await cluster.drained();
    const totals = await totalsOf(logs);
    expect(totals.runs).toBe(2);
    const journal = readdirSync(logs)
      .filter((file) => file.endsWith('_carbontracker.log'))
      .map((file) => readFileSync(path.join(logs, file), 'utf8'));
    expect(journal.filter((text) => text.includes('"SLURM_RESTART_COUNT":"1"'))).toHaveLength(1);
  });

  it('a time limit ends the log as scancel does', async () => {
    const { logs, times } = place('limited');
    await cluster.submit(tracked('sleep 600', logs, `${times}/1`), '--time=0:01');
    await cluster.drained();
    const totals = await totalsOf(logs);
    expect(totals.runs).toBe(1);
    const [startS = 0] = [...readFileSync(`${times}/1`, 'utf8').matchAll(/^inner ([\d.]+)$/gm)].map(([, at]) =>
      Number(at),
    );
    expect(totals.energyKwh).toBeGreaterThan(30 * KWH_PER_S);
    expect(totals.energyKwh).toBeLessThanOrEqual((Date.now() / 1000 - startS) * KWH_PER_S);
  });

  it('a training that outlives its shell is measured to its end', async () => {
    const { folder, logs, times } = place('nohup');
    const line = tracked('sleep 3', logs, `${times}/1`).replaceAll('\n', '; ').replaceAll("'", "'\\''");
    await cluster.submit(
      [
        `bash -c 'nohup bash -c "$0" > /dev/null 2>&1 & echo $! > ${folder}/pid; wait' '${line}' & shell=$!`,
        `until test -s ${folder}/pid && test -s ${times}/1; do sleep 0.1; done; sleep 1`,
        `kill -HUP $shell $(cat ${folder}/pid)`,
        `while kill -0 $(cat ${folder}/pid); do sleep 0.1; done`,
      ].join('\n'),
    );
    await cluster.drained();
    expectBetween((await totalsOf(logs)).energyKwh, secondsOf(times));
  });

  it('logs of each node, gathered afterwards, count once', async () => {
    const { folder, logs, times } = place('gathered');
    const local = `${folder}/node-$SLURMD_NODENAME`;
    const line = `mkdir -p ${local}\n${tracked('sleep 3', local, `${times}/$SLURM_PROCID`)}\ncp -r ${local} ${logs}/`;
    await cluster.submit(`srun bash -c '${line.replaceAll("'", "'\\''")}'`, '--ntasks=2', '--nodes=2');
    await cluster.drained();
    expect(readdirSync(logs).sort()).toEqual(['node-n1', 'node-n2']);
    // The copies that the nodes keep count no second time.
    const totals = await totalsOf(folder);
    expect(totals.runs).toBe(2);
    expectBetween(totals.energyKwh, secondsOf(times));
  });
});

const rowsOf = (file: string): number => readFileSync(file, 'utf8').split('\n').length - 2;
