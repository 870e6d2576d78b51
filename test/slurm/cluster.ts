/** A Slurm cluster of two nodes on this machine: starts munged, slurmctld and two slurmd, and stops them by their pids. */
import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { hostname, tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

const PROGRAMS = ['munged', 'slurmctld', 'slurmd', 'srun', 'sbatch', 'scancel', 'scontrol', 'squeue'];
/** Long enough for a busy machine; a cluster that is not up by then will not come. */
const START_LIMIT_S = 60;
const CPUS_PER_NODE = 4;

/** Why no cluster can be started here; null where one can. */
export function whyNoCluster(): string | null {
  const folders = `${process.env.PATH}:/usr/sbin`.split(':');
  const missing = PROGRAMS.find((name) => !folders.some((folder) => existsSync(path.join(folder, name))));
  if (missing !== undefined) return `${missing} is not installed (slurm-wlm and munge)`;
  return process.getuid?.() === 0 ? null : 'it needs root: munged and slurmd change users';
}

/** A running cluster. */
export interface Cluster {
  /** Folder that all nodes see. */
  folder: string;
  /** Environment in which Slurm's commands find the cluster. */
  env: NodeJS.ProcessEnv;
  /** Runs one of Slurm's commands and returns what it printed. */
  run(command: string, ...args: string[]): Promise<string>;
  /** Submits a script for `sbatch` and returns the job id. */
  submit(script: string, ...options: string[]): Promise<string>;
  /** Waits until no job is queued or running. */
  drained(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * @param variables environment of the jobs
 * @throws Error when it does not come up, with the end of the controller's log
 */
export async function startCluster(variables: Record<string, string>): Promise<Cluster> {
  const folder = mkdtempSync(path.join(tmpdir(), 'ct-slurm-'));
  chmodSync(folder, 0o755);
  const munge = path.join(folder, 'munge');
  const conf = path.join(folder, 'slurm.conf');
  for (const name of ['state', 'spool-n1', 'spool-n2', 'munge']) mkdirSync(path.join(folder, name));
  const key = path.join(munge, 'key');
  writeFileSync(key, randomBytes(1024), { mode: 0o400 });
  const [uid, gid] = ['-u', '-g'].map((flag) => Number(execFileSync('id', [flag, 'munge'], { encoding: 'utf8' })));
  for (const file of [munge, key]) chownSync(file, uid ?? 0, gid ?? 0);
  chmodSync(munge, 0o711);
  writeFileSync(conf, await configuration(folder));

  const ours = { PATH: `${process.env.PATH}:/usr/sbin`, SLURM_CONF: conf, XDG_CACHE_HOME: path.join(folder, 'cache') };
  const env = { ...process.env, ...variables, ...ours };
  const daemons: ChildProcess[] = [];
  const start = (command: string, ...args: string[]): void => {
    // No pipe: what a daemon leaves running would keep it open.
    daemons.push(spawn(command, args, { env, stdio: 'ignore' }));
  };
  const run = async (command: string, ...args: string[]): Promise<string> =>
    (await promisify(execFile)(command, args, { env, encoding: 'utf8', cwd: folder })).stdout;
  const stop = async (): Promise<void> => {
    const ended = daemons.map((daemon) => new Promise((resolve) => daemon.once('exit', resolve)));
    for (const daemon of [...daemons].reverse()) daemon.kill('SIGTERM');
    await Promise.race([Promise.all(ended), sleep(10_000)]);
    for (const daemon of daemons) daemon.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  };
  const files = { 'key-file': key, socket: 'socket', 'pid-file': 'pid', 'log-file': 'log', 'seed-file': 'seed' };
  const mungeArgs = Object.entries(files).map(([name, file]) => `--${name}=${path.resolve(munge, file)}`);
  start('setpriv', `--reuid=${uid}`, `--regid=${gid}`, '--clear-groups', 'munged', '--foreground', ...mungeArgs);
  await until(() => existsSync(path.join(munge, 'socket')));
  start('slurmctld', '-D');
  for (const node of ['n1', 'n2']) start('slurmd', '-D', '-N', node);
  try {
    await until(async () =>
      /\bidle\b.*\b2\b|\b2\b.*\bidle\b/.test(await run('sinfo', '-h', '-o', '%D %t').catch(() => '')),
    );
  } catch {
    const log = path.join(folder, 'slurmctld.log');
    const end = existsSync(log) ? readFileSync(log, 'utf8').slice(-2000) : 'it wrote no log';
    await stop();
    throw new Error(`Slurm did not start: ${end}`);
  }
  const submit = async (script: string, ...options: string[]): Promise<string> => {
    const file = path.join(folder, `job-${randomBytes(4).toString('hex')}.sh`);
    writeFileSync(file, `#!/bin/bash\n${script}\n`, { mode: 0o755 });
    return (await run('sbatch', '--parsable', `--output=${folder}/%j.out`, ...options, file)).trim();
  };
  const drained = (): Promise<void> => until(async () => (await run('squeue', '-h')).trim() === '', 300);
  return { folder, env, run, submit, drained, stop };
}

async function configuration(folder: string): Promise<string> {
  const host = hostname().split('.')[0];
  const [controller, ...nodes] = await freePorts(3);
  return [
    'ClusterName=test',
    `SlurmctldHost=${host}(127.0.0.1)`,
    `SlurmctldPort=${controller}`,
    'SlurmUser=root',
    'SlurmdUser=root',
    'AuthType=auth/munge',
    // A requeued job waits for the life of a credential, two minutes by default.
    `AuthInfo=socket=${folder}/munge/socket,cred_expire=5`,
    `SlurmctldPidFile=${folder}/slurmctld.pid`,
    `SlurmdPidFile=${folder}/slurmd-%n.pid`,
    `SlurmdSpoolDir=${folder}/spool-%n`,
    `SlurmctldLogFile=${folder}/slurmctld.log`,
    `SlurmdLogFile=${folder}/slurmd-%n.log`,
    `StateSaveLocation=${folder}/state`,
    'ProctrackType=proctrack/linuxproc',
    'TaskPlugin=task/none',
    'SelectType=select/cons_tres',
    'SelectTypeParameters=CR_Core',
    'JobAcctGatherType=jobacct_gather/linux',
    'JobAcctGatherFrequency=1',
    'AccountingStorageType=accounting_storage/none',
    'JobCompType=jobcomp/none',
    'SchedulerParameters=sched_interval=1,sched_min_interval=1',
    'ReturnToService=2',
    'KillWait=5',
    'MinJobAge=300',
    // More cores than the machine may have: jobs of the tests sleep.
    'SlurmdParameters=config_overrides',
    ...['n1', 'n2'].map(
      (node, i) => `NodeName=${node} NodeHostname=${host} NodeAddr=127.0.0.1 Port=${nodes[i]} CPUs=${CPUS_PER_NODE}`,
    ),
    'PartitionName=main Nodes=n1,n2 Default=YES MaxTime=INFINITE State=UP',
    '',
  ].join('\n');
}

/** Ports that nothing uses now. */
async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer());
  const ports = await Promise.all(
    servers.map(
      (server) =>
        new Promise<number>((resolve) => {
          server.listen(0, '127.0.0.1', () => resolve((server.address() as { port: number }).port));
        }),
    ),
  );
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

/** Waits for a condition. @throws Error when it does not hold in time */
export async function until(holds: () => boolean | Promise<boolean>, limitS = START_LIMIT_S): Promise<void> {
  const end = performance.now() + limitS * 1000;
  while (!(await holds())) {
    if (performance.now() > end) throw new Error(`not within ${limitS} s: ${holds}`);
    await sleep(100);
  }
}
