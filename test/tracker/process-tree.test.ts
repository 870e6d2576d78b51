import { spawn } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { jobIds } from '../../src/tracker/job.ts';
import { processTree } from '../../src/tracker/process-tree.ts';

describe.skipIf(process.platform !== 'linux')('processTree', () => {
  it('holds children and their children', async () => {
    const shell = spawn('sh', ['-c', 'sleep 20 & echo $!; wait'], { stdio: ['ignore', 'pipe', 'ignore'] });
    const grandchild = await new Promise<number>((resolve) =>
      shell.stdout.once('data', (data) => resolve(Number(data))),
    );
    const tree = processTree(process.pid);
    expect(tree[0]).toBe(process.pid);
    expect(tree).toContain(shell.pid);
    expect(tree).toContain(grandchild);
    expect(processTree(shell.pid ?? 0)).toEqual([shell.pid, grandchild]);
    process.kill(grandchild);
    shell.kill();
  });

  it('is the process alone where there is no /proc', () => {
    expect(processTree(7, '/nowhere')).toEqual([7]);
  });
});

describe('jobIds', () => {
  it('keeps the ids of the job, and nothing else', () => {
    expect(jobIds({ SLURM_JOB_ID: '1', RANK: '', OMPI_COMM_WORLD_RANK: '2', SECRET: 'x' })).toEqual({
      SLURM_JOB_ID: '1',
      OMPI_COMM_WORLD_RANK: '2',
    });
  });
});
