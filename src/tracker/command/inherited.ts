/**
 * What a command inherits and Node takes away when it starts: signals that the parent had ignored, as nohup does, open
 * descriptors above 2, closed standard streams, the limit of open files and bytes that are not UTF-8. The launcher notes them
 * before Node starts; without it some are guessed. The launcher keeps additional certificates from Node, which would read them
 * at its start.
 */
import { fstatSync, readdirSync, readFileSync, readlinkSync, type Stats } from 'node:fs';
import { constants } from 'node:os';
import { basename } from 'node:path';
import { ownBlock, restoreVariables } from './variables.ts';

/** What the command inherits. */
export interface Inherited {
  /** Signals that were ignored when ct-track started. */
  ignoredSignals: NodeJS.Signals[];
  /** Open descriptors above 2, in rising order. */
  descriptors: () => number[];
  /** The file of certificates that Node did not read; null where it has read what there is. */
  certificates: string | null;
  /** The limit of open files where Node has raised it; null where it has not. */
  fileLimit: number | null;
  /** Standard streams that were closed. */
  closedStreams: number[];
  /** Variables with bytes that are not UTF-8, each with its name: our own environment has them changed. */
  rawVariables: Buffer[];
}

/**
 * Set by the launcher, with colons between: the mask of ignored signals or their names; the descriptors; the word open with those
 * standard streams that are; and in lines the limit of open files, the highest one, and the environment in base64.
 */
const VARIABLE = 'CT_TRACK_INHERITED';

/** Set by the launcher in place of the variable of Node. */
const KEPT_CERTIFICATES = 'CT_TRACK_CERTIFICATES';
const CERTIFICATES = 'NODE_EXTRA_CA_CERTS';

/** Descriptors beyond this are left to themselves. */
const LAST_DESCRIPTOR = 65_535;

/** Makes an environment the one that we were given, which the launcher and Node may have changed, for the command. */
export function takeInherited(environment: NodeJS.ProcessEnv): Inherited {
  const note = environment[VARIABLE];
  delete environment[VARIABLE];
  const certificates = takeCertificates(environment);
  if (note === undefined) {
    const guessed = { ignoredSignals: guessIgnored(environment), descriptors: guessDescriptors() };
    const rawVariables = restoreVariables(environment, ownBlock(environment));
    return { ...guessed, certificates, fileLimit: null, closedStreams: [], rawVariables };
  }
  const [signals = '', text = '', streams = '', more = ''] = note.split(':');
  const descriptors = readDescriptors(text);
  const [soft = '', hard = '', ...block] = more.split('\n');
  return {
    ignoredSignals: readSignals(signals),
    descriptors: () => descriptors,
    certificates,
    fileLimit: /^\d+$/.test(soft) && soft !== hard ? Number(soft) : null,
    closedStreams: streams.startsWith('open') ? [0, 1, 2].filter((stream) => !streams.includes(String(stream))) : [],
    rawVariables: restoreVariables(environment, block.length === 0 ? null : Buffer.from(block.join(''), 'base64')),
  };
}

function takeCertificates(environment: NodeJS.ProcessEnv): string | null {
  const path = environment[KEPT_CERTIFICATES];
  if (path === undefined) return null;
  delete environment[KEPT_CERTIFICATES];
  environment[CERTIFICATES] = path;
  return path;
}

/** A mask in hexadecimal digits, as Linux shows it, or names without SIG. */
function readSignals(text: string): NodeJS.Signals[] {
  const names = Object.keys(constants.signals) as NodeJS.Signals[];
  if (/^[0-9a-f]{16}$/.test(text)) {
    const mask = BigInt(`0x${text}`);
    const numbers = new Set<number>();
    return names.filter((name) => {
      const number = constants.signals[name];
      // Some signals have two names.
      const isIgnored = ((mask >> BigInt(number - 1)) & 1n) === 1n && !numbers.has(number);
      if (isIgnored) numbers.add(number);
      return isIgnored;
    });
  }
  const words = text.split(' ').map((word) => `SIG${word}`);
  return names.filter((name) => words.includes(name));
}

function readDescriptors(text: string): number[] {
  const numbers = text.split(' ').map((word) => (/^\d+$/.test(word) ? Number(word) : 0));
  return numbers.filter((number) => number > 2 && number <= LAST_DESCRIPTOR).sort((a, b) => a - b);
}

/** The signs that nohup leaves; a shell's `_` names the program that it started. */
function guessIgnored({ _: startedAs = '' }: NodeJS.ProcessEnv): NodeJS.Signals[] {
  const isNohup = basename(startedAs) === 'nohup' || isWriteOnly(0) || isBatchJob();
  return isNohup ? ['SIGHUP'] : [];
}

/** The nohup of GNU gives a program that had a terminal an input that cannot be read. */
function isWriteOnly(descriptor: number): boolean {
  try {
    const flags = /^flags:\s*([0-7]+)/m.exec(readFileSync(`/proc/self/fdinfo/${descriptor}`, 'utf8'))?.[1];
    return flags !== undefined && (Number.parseInt(flags, 8) & 3) === 1;
  } catch {
    return false;
  }
}

/** Nothing to read, and all output into files: whoever starts a program so wants it to outlive the terminal. */
function isBatchJob(): boolean {
  const [input, output, error] = [0, 1, 2].map(statOf);
  return input?.isCharacterDevice() === true && output?.isFile() === true && error?.isFile() === true;
}

function statOf(descriptor: number): Stats | null {
  try {
    return fstatSync(descriptor);
  } catch {
    return null;
  }
}

/**
 * Open descriptors that are not Node's own, from Linux's `/proc`; none elsewhere. A file that Node's threads have open at
 * this moment, such as a module, looks the same: what was inherited is still open, as the same file, when asked later.
 */
function guessDescriptors(): () => number[] {
  const targets = new Map<number, string>();
  try {
    for (const name of readdirSync('/proc/self/fd')) targets.set(Number(name), targetOf(name));
  } catch {
    return () => [];
  }
  const all = [...targets.values()];
  const text = [...targets].flatMap(([descriptor, target]) => (isNodes(target, all) ? [] : descriptor)).join(' ');
  const identities = readDescriptors(text).map((descriptor) => [descriptor, identityOf(descriptor)] as const);
  return () =>
    identities.flatMap(([descriptor, identity]) =>
      identity !== null && identityOf(descriptor) === identity ? descriptor : [],
    );
}

/** The same for the same open file; null: not open. */
function identityOf(descriptor: number): string | null {
  const stats = statOf(descriptor);
  return stats === null ? null : `${stats.dev}:${stats.ino}`;
}

function targetOf(name: string): string {
  try {
    return readlinkSync(`/proc/self/fd/${name}`);
  } catch {
    // The folder that was just read.
    return '';
  }
}

/** Node holds event queues, the null device, and both ends of its pipes. */
function isNodes(target: string, all: readonly string[]): boolean {
  if (target === '' || target === '/dev/null' || target.startsWith('anon_inode:')) return true;
  return target.startsWith('pipe:') && all.filter((other) => other === target).length > 1;
}
