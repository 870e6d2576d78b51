/** Parts of Node that few calls need, loaded when they are used: as imports they take a tenth of the start of a command. */
import { createRequire } from 'node:module';

/** Not called `require`, which is taken where this becomes CommonJS. */
const load = createRequire(import.meta.url);

/** Hashes and random bytes. */
export const nodeCrypto = (): typeof import('node:crypto') => load('node:crypto');

/** Compression. */
export const nodeZlib = (): typeof import('node:zlib') => load('node:zlib');

/** Threads. */
export const nodeThreads = (): typeof import('node:worker_threads') => load('node:worker_threads');
