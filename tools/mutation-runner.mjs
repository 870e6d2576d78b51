/**
 * A test runner for Stryker that keeps the modules of a room and its tests loaded, and only switches from mutant to mutant:
 * vitest loads them again for each, which takes a second.
 */
import path from 'node:path';
import { commonTokens, declareFactoryPlugin, PluginKind, tokens } from '@stryker-mutator/api/plugin';
import {
  DryRunStatus,
  determineHitLimitReached,
  TestStatus,
  toMutantRunResult,
} from '@stryker-mutator/api/test-runner';
import { createServer, createServerModuleRunner } from 'vite';
import { testFiles } from './mutation-rooms.mjs';

/** The object through which instrumented code learns which mutant is active. */
const NAMESPACE = '__stryker__';
globalThis[NAMESPACE] ??= {};
const FRAMEWORK = path.resolve('tools/mutation-framework.mjs');

const messageOf = (error) => (error instanceof Error ? error.message : String(error));

class RoomRunner {
  #server;
  #modules;
  /** Tests in their order, by their id; tests of one name in one file are one. */
  #tests = new Map();
  #isLoaded = false;
  #state = globalThis[NAMESPACE];

  capabilities() {
    return { reloadEnvironment: true };
  }

  async init() {
    this.#server = await createServer({
      configFile: false,
      logLevel: 'error',
      appType: 'custom',
      server: { middlewareMode: true, hmr: false, ws: false, watch: null },
      resolve: { alias: { vitest: FRAMEWORK } },
    });
    this.#modules = createServerModuleRunner(this.#server.environments.ssr, { hmr: false });
  }

  async dryRun() {
    this.#state.activeMutant = undefined;
    await this.#load();
    const tests = await this.#run([...this.#tests.keys()], { goesOn: true });
    return { status: DryRunStatus.Complete, tests, mutantCoverage: this.#state.mutantCoverage };
  }

  async mutantRun({ activeMutant, testFilter, hitLimit, mutantActivation }) {
    const isStatic = mutantActivation === 'static';
    const ids = () => testFilter ?? [...this.#tests.keys()];
    const attempt = async () => {
      this.#state.hitCount = 0;
      this.#state.hitLimit = hitLimit;
      this.#state.activeMutant = activeMutant.id;
      try {
        if (isStatic) await this.#load();
        return await this.#run(ids());
      } catch (error) {
        return [failed('load', 0, messageOf(error))];
      } finally {
        this.#state.activeMutant = undefined;
        this.#state.hitLimit = undefined;
        if (isStatic) this.#isLoaded = false;
      }
    };
    if (!isStatic && !this.#isLoaded) await this.#load();
    let results = await attempt();
    const failure = results.find(({ status }) => status === TestStatus.Failed);
    // What an earlier mutant left behind must not count for this one: the same test has to pass without it.
    if (failure !== undefined && !isStatic) {
      const hitCount = this.#state.hitCount;
      const [again] = await this.#run([failure.id]);
      if (again?.status === TestStatus.Failed) {
        await this.#load();
        results = await attempt();
      } else this.#state.hitCount = hitCount;
    }
    const timeOut = determineHitLimitReached(this.#state.hitCount, hitLimit);
    return toMutantRunResult(timeOut ?? { status: DryRunStatus.Complete, tests: results });
  }

  async dispose() {
    await this.#modules?.close();
    await this.#server?.close();
  }

  /** Loads the tests and all that they import, from the beginning. */
  async #load() {
    this.#state.currentTestId = undefined;
    this.#modules.clearCache();
    this.#isLoaded = false;
    const framework = await this.#modules.import(FRAMEWORK);
    const tests = new Map();
    for (const file of testFiles) {
      await framework.collect(() => this.#modules.import(path.resolve(file)));
      for (const test of framework.collected()) {
        const id = `${file}#${test.name}`;
        tests.set(id, [...(tests.get(id) ?? []), test]);
      }
    }
    this.#tests = tests;
    this.#isLoaded = true;
  }

  async #run(ids, { goesOn = false } = {}) {
    const results = [];
    const opened = new Set();
    try {
      for (const id of ids) {
        const result = await this.#runTest(id, opened);
        results.push(result);
        if (result.status === TestStatus.Failed && !goesOn) break;
      }
    } finally {
      for (const suite of [...opened].reverse()) for (const after of suite.afterAll) await after();
    }
    return results;
  }

  async #runTest(id, opened) {
    const start = performance.now();
    this.#state.currentTestId = id;
    try {
      for (const test of this.#tests.get(id) ?? []) {
        if (test.isSkipped) continue;
        for (const suite of test.suites) {
          if (opened.has(suite)) continue;
          opened.add(suite);
          for (const before of suite.beforeAll) await before();
        }
        await test.run();
      }
    } catch (error) {
      return failed(id, performance.now() - start, messageOf(error));
    } finally {
      this.#state.currentTestId = undefined;
    }
    return { id, name: id, timeSpentMs: performance.now() - start, status: TestStatus.Success, fileName: fileOf(id) };
  }
}

const fileOf = (id) => path.resolve(id.slice(0, id.indexOf('#')));

const failed = (id, timeSpentMs, failureMessage) => {
  return { id, name: id, timeSpentMs, status: TestStatus.Failed, failureMessage, fileName: fileOf(id) };
};

createRoomRunner.inject = tokens(commonTokens.injector);
function createRoomRunner(injector) {
  return injector.injectClass(RoomRunner);
}

export const strykerPlugins = [declareFactoryPlugin(PluginKind.TestRunner, 'room', createRoomRunner)];
