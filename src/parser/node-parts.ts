/** Parts of Node that few calls need, loaded when they are used: as imports they take a tenth of the start of a command. */
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

/** Hashes and random bytes. */
export const nodeCrypto = (): typeof import('node:crypto') => require('node:crypto');

/** Compression. */
export const nodeZlib = (): typeof import('node:zlib') => require('node:zlib');

/** Threads. */
export const nodeThreads = (): typeof import('node:worker_threads') => require('node:worker_threads');
