/** The thread that measures for the library, so that synchronous work of the host cannot starve the sampling. */
import { join } from 'node:path';
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { CtError } from '../model/errors.ts';
import { clean } from '../model/text.ts';
import { type EpochResult, toEpochResult } from './epoch-result.ts';
import type { IntensityLog } from './intensity/intensity-log.ts';
import { resolveIntensity, useApiKeys } from './intensity/resolve.ts';
import { Limits } from './limits.ts';
import { processTree } from './process-tree.ts';
import type { Answer, Request, WorkerStart } from './protocol.ts';
import { screenFor } from './screen.ts';
import type { Session } from './session/session.ts';
import type { SessionResult } from './session/types.ts';
import { detectFor, openLog, requireSensors, startSession, whyNoPsys } from './start.ts';

const { settings, answered } = workerData as WorkerStart;
const count = new Int32Array(answered);
/** Lines for people, until the next answer takes them. */
const lines: string[] = [];

function answer(port: MessagePort, part: Partial<Answer>): void {
  const full: Answer = {
    error: null,
    lines: lines.splice(0),
    ended: [],
    predicted: null,
    limit: null,
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
    if (settings.verbose > 0) lines.push(`CarbonTracker: ${clean(message)}`);
  };
  let session: Session;
  let intensity: IntensityLog;
  let logs: string | null = null;
  try {
    intensity = await resolveIntensity(settings, warn);
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
      screen: screenFor(settings.verbose, (line) => lines.push(line)),
    });
    logs = writer === null || settings.logDir === null ? null : join(settings.logDir, writer.stem);
  } catch (error) {
    answer(port, failure(error));
    port.close();
    return;
  }
  let limit: string | null = null;
  const limits = new Limits(settings);
  const checkLimits = (): void => {
    const { messages, isSure } = limits.check(session.used, session.predicted);
    for (const message of messages) {
      session.warn(message);
      warn(`warning: ${message}`);
    }
    if (isSure && settings.stopsAtLimit) limit ??= messages[0] ?? 'a limit is passed';
  };
  if (limits.isGiven) session.watch({ onSample: checkLimits, onPrediction: checkLimits });
  const epochs: EpochResult[] = [];
  session.watch({ onEpoch: (epoch) => void epochs.push(toEpochResult(epoch, settings.pue.value)) });
  port.on('message', async (request: Request) => {
    try {
      const result = await obey(session, intensity, request, warn);
      answer(port, { result, ended: epochs.splice(0), predicted: session.predicted, limit, logs });
    } catch (error) {
      answer(port, failure(error));
    }
    if (request.ask === 'stop') port.close();
  });
  answer(port, { logs });
}

/** Does at once what concerns epochs: the host waits. */
function obey(
  session: Session,
  intensity: IntensityLog,
  request: Request,
  warn: (message: string) => void,
): SessionResult | null | Promise<null> {
  switch (request.ask) {
    case 'stop': {
      const { stopped } = request;
      return session.stop({ exitCode: null, signal: null, ...(stopped === null ? {} : { stopped }) });
    }
    case 'epoch-start':
      session.epochStart();
      return null;
    case 'epoch-end':
      session.epochEnd();
      return null;
    case 'api-keys':
      return useApiKeys(intensity, settings, request.apiKeys, warn).then(() => null);
  }
}

if (parentPort !== null) parentPort.once('message', (port: MessagePort) => void start(port));
