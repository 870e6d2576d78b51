import { describe, expect, it } from 'vitest';
import { readCudaVisible, selectGpus } from '../../../src/tracker/sensors/cuda-visible.ts';

const UUIDS = ['GPU-8932f937-d72c', 'GPU-8932aaaa-0000', 'GPU-17f00000-1111'];

/** NVML indices that a value of CUDA_VISIBLE_DEVICES leaves visible; null: all. */
function visible(text: string | undefined): number[] | null {
  const entries = readCudaVisible(text);
  if (entries === null) return null;
  const parent = (uuid: string) => (uuid === 'MIG-c0ffee00-1' ? 'GPU-17f00000-1111' : null);
  return selectGpus(entries, UUIDS, parent).map((gpu) => gpu.index);
}

describe('CUDA_VISIBLE_DEVICES', () => {
  it.each<[string | undefined, number[] | null]>([
    [undefined, null],
    ['', []],
    ['-1', []],
    ['0', [0]],
    ['2, 0', [2, 0]],
    ['0,-1,2', [0]],
    ['0,7,2', [0]],
    ['0,nonsense,2', [0]],
    ['1,1', [1]],
    ['GPU-8932f937-d72c', [0]],
    ['GPU-8932f937', [0]],
    ['gpu-17F0', [2]],
    ['GPU-8932', []],
    ['GPU-dead', []],
    ['MIG-c0ffee00-1', [2]],
    ['MIG-unknown', []],
    ['MIG-GPU-8932aaaa-0000/7/0', [1]],
    ['NoDevFiles', []],
  ])('%s', (text, expected) => {
    expect(visible(text)).toEqual(expected);
  });

  it('keeps the slices that were asked for', () => {
    const entries = readCudaVisible('MIG-GPU-8932aaaa-0000/7/0,MIG-GPU-8932aaaa-0000/8/0') ?? [];
    expect(selectGpus(entries, UUIDS, () => null)).toEqual([
      { index: 1, migs: ['MIG-GPU-8932aaaa-0000/7/0', 'MIG-GPU-8932aaaa-0000/8/0'] },
    ]);
  });
});
