/** JSON over HTTP with time-out, retries and back-off. */
import { get as getPlain, type IncomingMessage } from 'node:http';
import { get as getSecure } from 'node:https';

/** Options of a request. */
export interface HttpOptions {
  /** Longest time for one try, in ms. */
  timeoutMs?: number;
  /** Tries in all. */
  attempts?: number;
  /** Wait before the second try; doubled before each further one. */
  backoffMs?: number;
  /** Headers of the request. */
  headers?: Record<string, string>;
  /** Gives up when it is aborted. */
  signal?: AbortSignal | undefined;
}

/** Longer answers are none of those that are documented. */
const MOST_BYTES = 4_000_000;

/** Refusals that another try cannot change. */
const isFinal = (status: number): boolean => status >= 400 && status < 500 && status !== 408 && status !== 429;

const isRedirect = (status: number): boolean => status >= 300 && status < 400;

class FinalError extends Error {}

/**
 * Asks for a document.
 *
 * @throws an Error that names the fault, never the headers
 */
export async function fetchJson(url: string, options: HttpOptions = {}): Promise<unknown> {
  const { attempts = 3, backoffMs = 1000, signal } = options;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await fetchOnce(url, options);
    } catch (error) {
      if (error instanceof FinalError || attempt >= attempts || signal?.aborted) throw error;
      await new Promise((resolve) => setTimeout(resolve, backoffMs * 2 ** (attempt - 1)).unref());
    }
  }
}

async function fetchOnce(url: string, { timeoutMs = 5000, headers = {}, signal }: HttpOptions): Promise<unknown> {
  const tooLate = AbortSignal.timeout(timeoutMs);
  const signals = signal === undefined ? tooLate : AbortSignal.any([tooLate, signal]);
  let status: number;
  let text: string;
  try {
    const answer = await ask(url, headers, signals);
    status = answer.statusCode ?? 0;
    text = await readText(answer);
  } catch (error) {
    if (error instanceof FinalError) throw error;
    throw new Error(tooLate.aborted ? `no answer within ${timeoutMs} ms` : 'no connection');
  }
  if (isFinal(status) || isRedirect(status)) throw new FinalError(`refused with status ${status}`);
  if (status < 200 || status >= 300) throw new Error(`failed with status ${status}`);
  try {
    return JSON.parse(text);
  } catch {
    throw new Error('the answer is not valid JSON');
  }
}

/** Follows no redirect, which would take the headers, and with them a token, to another server. */
function ask(url: string, headers: Record<string, string>, signal: AbortSignal): Promise<IncomingMessage> {
  const get = url.startsWith('https:') ? getSecure : getPlain;
  return new Promise((resolve, reject) => {
    get(url, { headers: { accept: 'application/json', ...headers }, signal }, resolve).once('error', reject);
  });
}

async function readText(answer: IncomingMessage): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of answer as AsyncIterable<Uint8Array>) {
    bytes += chunk.length;
    if (bytes > MOST_BYTES) throw new FinalError('the answer is too long');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** A value below a path of keys; undefined where the answer has another shape. */
export function dig(value: unknown, ...path: (string | number)[]): unknown {
  let current = value;
  for (const key of path) {
    if (typeof current !== 'object' || current === null) return undefined;
    current = (current as Record<string | number, unknown>)[key];
  }
  return current;
}

/** Above this a carbon intensity is damage; oil-fired plants stay under 1,200 g/kWh. */
const MOST_PLAUSIBLE_G_PER_KWH = 2000;

/**
 * A carbon intensity of an answer.
 *
 * @throws an Error when it is none
 */
export function readGPerKwh(value: unknown): number {
  if (typeof value === 'number' && value >= 0 && value <= MOST_PLAUSIBLE_G_PER_KWH) return value;
  throw new Error('the answer holds no carbon intensity');
}

/** Forecast entries that can be read; the others are left out. */
export function readForecast<T>(entries: unknown, read: (entry: T) => { from: unknown; value: unknown }) {
  if (!Array.isArray(entries)) return [];
  return entries
    .map((entry) => read(entry as T))
    .map(({ from, value }) => ({ fromMs: Date.parse(String(from)), gPerKwh: value }))
    .filter(
      (point): point is { fromMs: number; gPerKwh: number } => typeof point.gPerKwh === 'number' && point.fromMs > 0,
    )
    .sort((a, b) => a.fromMs - b.fromMs);
}
