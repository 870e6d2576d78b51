/** Takes the place of vitest in tests that mutation-runner.mjs runs: the parts of it that they use, without its workers. */
import {
  ASYMMETRIC_MATCHERS_OBJECT,
  addCustomEqualityTesters,
  chai,
  customMatchers,
  GLOBAL_EXPECT,
  getState,
  JestAsymmetricMatchers,
  JestChaiExpect,
  JestExtend,
  setState,
} from '@vitest/expect';

for (const part of [JestExtend, JestChaiExpect, JestAsymmetricMatchers]) chai.use(part);

export const expect = (value, message) => chai.expect(value, message);
Object.assign(expect, chai.expect, globalThis[ASYMMETRIC_MATCHERS_OBJECT]);
expect.getState = () => getState(expect);
expect.setState = (state) => setState(state, expect);
expect.extend = (matchers) => chai.expect.extend(expect, matchers);
expect.addEqualityTesters = addCustomEqualityTesters;
setState({ assertionCalls: 0, currentTestName: '', environment: 'node' }, expect);
Object.defineProperty(globalThis, GLOBAL_EXPECT, { value: expect, writable: true, configurable: true });
expect.extend(customMatchers);

const newSuite = (name, isSkipped) => ({ name, isSkipped, beforeAll: [], afterAll: [] });

let suites = [newSuite('', false)];
let tests = [];
let pending = [];

/** Gathers the tests of a file that `load` imports. */
export async function collect(load) {
  suites = [newSuite('', false)];
  tests = [];
  pending = [];
  await load();
  await Promise.all(pending);
}

/** Tests of the file that was collected last, in their order. */
export const collected = () => tests;

function addTest(name, run, isSkipped = false) {
  const names = [...suites.slice(1).map((suite) => suite.name), name];
  tests.push({
    name: names.join(' '),
    suites: [...suites],
    isSkipped: isSkipped || suites.some((suite) => suite.isSkipped),
    run,
  });
}

function addSuite(name, define, isSkipped = false) {
  const outer = suites;
  suites = [...outer, newSuite(String(name), isSkipped)];
  try {
    const defined = define();
    if (defined instanceof Promise) throw new Error(`describe("${name}") is asynchronous`);
  } finally {
    suites = outer;
  }
}

/** Names need not read well, only differ: a number does that. */
const eachOf = (add) => (rows) => (name, run, more) => {
  const body = typeof run === 'function' ? run : more;
  const areArguments = rows.every(Array.isArray);
  for (const [i, row] of rows.entries()) {
    add(`${name} [${i}]`, areArguments ? () => body(...row) : () => body(row));
  }
};

const withVariants = (add) => {
  const given = (name, run, more) => {
    const body = typeof run === 'function' ? run : more;
    add(name, () => body({}));
  };
  const skipped = (name, run) => add(name, run, true);
  return Object.assign(given, {
    each: eachOf((name, run) => add(name, run)),
    skip: skipped,
    skipIf: (isSkipped) => (isSkipped ? Object.assign(skipped, { each: eachOf(skipped) }) : given),
    runIf: (isRun) => (isRun ? given : skipped),
  });
};

export const it = withVariants(addTest);
export const describe = withVariants(addSuite);
export const beforeAll = (run) => suites.at(-1).beforeAll.push(run);
export const afterAll = (run) => suites.at(-1).afterAll.push(run);
export const vi = { setConfig: () => {} };
