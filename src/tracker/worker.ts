/** The thread that measures for the library, so that synchronous work of the host cannot starve the sampling. */
import { join } from 'node:path';
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { CtError } from '../model/errors.ts';
import { resolveIntensity } from './intensity/resolve.ts';
import { processTree } from './process-tree.ts';
import type { Answer, Request, WorkerStart } from './protocol.ts';
import type { Session } from './session/session.ts';
import type { SessionResult } from './session/types.ts';
import { detectFor, openLog, requireSensors, startSession, whyNoPsys } from './start.ts';

const { settings, answered } = workerData as WorkerStart;
const count = new Int32Array(answered);
const warnings: string[] = [];

function answer(port: MessagePort, part: Partial<Answer>): void {
  const full: Answer = {
    error: null,
    warnings: warnings.splice(0),
    ended: [],
    predicted: null,
    result: null,
    logs: null,
    ...part,
  };
  port.postMessage(full);
  Atomics.add(count, 0, 1);
  Atomics.notify(count, 0);
}

function failure(error: unknown): Partial<Answer> {
  const message = error instanceof Error ? error.message : String(error);
  return { error: { code: error instanceof CtError ? error.code : 'TRACKER', message } };
}

async function start(port: MessagePort): Promise<void> {
  const warn = (message: string): void => {
    warnings.push(message);
  };
  let session: Session;
  let logs: string | null = null;
  try {
    const intensity = await resolveIntensity(settings, warn);
    const detected = detectFor(settings, { pid: process.pid, countsItself: true });
    const noPsys = whyNoPsys(settings, detected);
    if (noPsys !== null) warn(noPsys);
    requireSensors(detected);
    session = startSession(settings, detected, intensity, () => processTree(process.pid));
    const writer = openLog(session, settings, detected, intensity, {
      command: null,
      environment: process.env,
      onFailure: warn,
      onProblem: warn,
    });
    logs = writer === null || settings.logDir === null ? null : join(settings.logDir, writer.stem);
  } catch (error) {
    answer(port, failure(error));
    port.close();
    return;
  }
  let reported = 0;
  port.on('message', (request: Request) => {
    try {
      const result = obey(session, request);
      const ended = session.epochs.slice(reported);
      reported += ended.length;
      answer(port, { result, ended, predicted: session.predicted, logs });
    } catch (error) {
      answer(port, failure(error));
    }
    if (request.ask === 'stop') port.close();
  });
  answer(port, { logs });
}

function obey(session: Session, request: Request): SessionResult | null {
  if (request.ask === 'stop') return session.stop();
  if (request.ask === 'epoch-start') session.epochStart();
  else session.epochEnd();
  return null;
}

if (parentPort !== null) parentPort.once('message', (port: MessagePort) => void start(port));
