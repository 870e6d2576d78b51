import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ProcessTimes, parseProcess } from '../../src/tracker/processes.ts';
import { TreeTimes } from '../../src/tracker/tree-times.ts';

const ROOT = 10;

/** A machine of processes that tests drive; a child that ends is waited for by its parent, as the kernel counts it. */
class Machine {
  readonly #processes = new Map<number, ProcessTimes>();
  #nextPid = ROOT;
  #starts = 0;
  /** What every process but the first one used since the last `forget`. */
  truth = 0;
  /** Happens between two reads. */
  betweenReads: () => void = () => undefined;

  constructor() {
    this.spawn(1);
  }

  spawn(parent: number, pid = this.#nextPid): number {
    this.#nextPid = Math.max(this.#nextPid, pid) + 1;
    this.#processes.set(pid, { pid, parent, start: ++this.#starts, own: 0, reaped: 0, hasEnded: false });
    return pid;
  }

  work(pid: number, ticks: number): void {
    const process = this.#processes.get(pid);
    if (process === undefined) return;
    process.own += ticks;
    if (pid !== ROOT) this.truth += ticks;
  }

  /** Children of the ended go to process 1, whose time nobody looks at. */
  end(pid: number, waited = true): void {
    const process = this.#processes.get(pid);
    if (process === undefined || pid === ROOT) return;
    this.#processes.delete(pid);
    const parent = this.#processes.get(process.parent);
    if (parent !== undefined && waited) parent.reaped += process.own + process.reaped;
    for (const child of this.#processes.values()) if (child.parent === pid) child.parent = 1;
  }

  get pids(): number[] {
    return [...this.#processes.keys()];
  }

  hasChildren(pid: number): boolean {
    return [...this.#processes.values()].some(({ parent }) => parent === pid);
  }

  list = (): ProcessTimes[] => [...this.#processes.values()].map((process) => ({ ...process }));

  read = (pid: number): ProcessTimes | null => {
    const process = this.#processes.get(pid);
    const seen = process === undefined ? null : { ...process };
    this.betweenReads();
    return seen;
  };
}

const newTree = (machine: Machine, countsItself = false): TreeTimes => {
  const tree = new TreeTimes({ pid: ROOT, countsItself }, machine);
  expect(tree.advance()).toBe(0);
  return tree;
};

describe('TreeTimes', () => {
  it('adds the processes that live and those that have ended, each once', () => {
    const machine = new Machine();
    const tree = newTree(machine);
    const shell = machine.spawn(ROOT);
    const worker = machine.spawn(shell);
    machine.work(shell, 3);
    machine.work(worker, 10);
    expect(tree.advance()).toBe(13);
    machine.work(worker, 5);
    machine.end(worker);
    expect(tree.advance()).toBe(5);
    machine.work(shell, 1);
    machine.end(shell);
    expect(tree.advance()).toBe(1);
    expect(tree.advance()).toBe(0);
  });

  it('sees a child that began and ended between two looks', () => {
    const machine = new Machine();
    const tree = newTree(machine);
    const child = machine.spawn(ROOT);
    machine.work(child, 42);
    machine.end(child);
    expect(tree.advance()).toBe(42);
  });

  it('keeps a process whose parent ended before it', () => {
    const machine = new Machine();
    const tree = newTree(machine);
    const shell = machine.spawn(ROOT);
    const daemon = machine.spawn(shell);
    machine.work(daemon, 4);
    expect(tree.advance()).toBe(4);
    machine.end(shell);
    machine.work(daemon, 6);
    const helper = machine.spawn(daemon);
    machine.work(helper, 2);
    expect(tree.advance()).toBe(8);
  });

  it('a parent that does not wait loses what its child used since the last look, and nothing else', () => {
    const machine = new Machine();
    const tree = newTree(machine);
    const [first, second] = [machine.spawn(ROOT), machine.spawn(ROOT)];
    machine.work(first, 10);
    machine.work(second, 1);
    expect(tree.advance()).toBe(11);
    machine.work(first, 5);
    machine.end(first, false);
    machine.work(second, 1);
    expect([tree.advance(), tree.advance()]).toEqual([1, 0]);
    machine.work(second, 7);
    machine.end(second);
    expect(tree.advance()).toBe(7);
  });

  it('a child that ends while the processes are read is not counted twice, even where its parent ends next', () => {
    const machine = new Machine();
    const tree = newTree(machine);
    const shell = machine.spawn(ROOT);
    const worker = machine.spawn(shell);
    machine.work(worker, 10);
    expect(tree.advance()).toBe(10);
    let reads = 0;
    machine.betweenReads = () => {
      reads += 1;
      if (reads === 2) machine.end(worker);
    };
    expect(tree.advance()).toBe(0);
    machine.betweenReads = () => undefined;
    machine.work(shell, 1);
    machine.end(shell);
    expect([tree.advance(), tree.advance()]).toEqual([1, 0]);
  });

  it('tells a process from a later one of its number', () => {
    const machine = new Machine();
    const tree = newTree(machine);
    const child = machine.spawn(ROOT);
    machine.work(child, 10);
    tree.advance();
    machine.end(child);
    machine.spawn(1, child);
    machine.work(child, 1000);
    expect(tree.advance()).toBe(0);
    machine.work(child, 1000);
    expect(tree.advance()).toBe(0);
  });

  it('counts from the first look on, and the root itself only if asked', () => {
    const machine = new Machine();
    const child = machine.spawn(ROOT);
    machine.work(ROOT, 100);
    machine.work(child, 50);
    const [without, withRoot] = [newTree(machine), newTree(machine, true)];
    machine.work(ROOT, 2);
    machine.work(child, 3);
    expect([without.advance(), withRoot.advance()]).toEqual([3, 5]);
  });

  it('throws where the root is not seen', () => {
    expect(() => new TreeTimes({ pid: 1, countsItself: true }, { list: () => [], read: () => null }).advance()).toThrow(
      'cannot be seen',
    );
  });

  const step = fc.record({
    kind: fc.constantFrom('spawn', 'work', 'end', 'look', 'look'),
    who: fc.nat(),
    ticks: fc.nat(50),
    /** Of the events that fall between two reads. */
    race: fc.boolean(),
  });

  it('whatever happens, and whenever it looks: in the end all is counted, and nothing twice', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80, size: 'max' }), (steps) => {
        const machine = new Machine();
        const tree = newTree(machine);
        let counted = 0;
        const act = ({ kind, who, ticks }: (typeof steps)[number]): void => {
          const pids = machine.pids;
          const pid = pids[who % pids.length] ?? ROOT;
          if (kind === 'spawn') machine.spawn(pid);
          else if (kind === 'work') machine.work(pid, ticks);
          // Only leaves end here: what an orphan uses after its parent is gone reaches nobody when it ends.
          else if (kind === 'end' && !machine.hasChildren(pid)) machine.end(pid);
        };
        const during = steps.filter(({ race, kind }) => race && kind !== 'look');
        for (const one of steps.filter((other) => !during.includes(other))) {
          if (one.kind !== 'look') act(one);
          else {
            machine.betweenReads = () => {
              const next = during.shift();
              if (next !== undefined) act(next);
            };
            const ticks = tree.advance();
            machine.betweenReads = () => undefined;
            expect(ticks).toBeGreaterThanOrEqual(0);
            counted += ticks;
            expect(counted).toBeLessThanOrEqual(machine.truth);
          }
        }
        counted += tree.advance() + tree.advance();
        expect(counted).toBe(machine.truth);
      }),
      { numRuns: 500 },
    );
  });
});

describe('parseProcess', () => {
  it('reads the fields behind the name, whatever the name', () => {
    const fields = ['S', 5, 6, 6, 0, -1, 4194560, 1, 2, 3, 4, 11, 12, 13, 14, 20, 0, 1, 0, 777, 1, 1];
    expect(parseProcess(9, `9 (a) b (c) ${fields.join(' ')}`)).toEqual({
      pid: 9,
      parent: 5,
      start: 777,
      own: 23,
      reaped: 27,
      hasEnded: false,
    });
    const zombie = ['Z', ...fields.slice(1)].join(' ');
    expect(parseProcess(9, `9 (a) b (c) ${zombie}`)?.hasEnded).toBe(true);
    expect(parseProcess(9, 'nonsense')).toBeNull();
  });
});
