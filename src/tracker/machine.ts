/** Which machine this is, in a form that names nobody: host names repeat, as every laptop may be called the same. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';

/**
 * Files with a text that differs from machine to machine. The boot id comes first: it belongs to the running kernel, so all
 * containers of a machine share it, while a machine id is often part of an image that many machines run.
 */
const ID_FILES = ['/proc/sys/kernel/random/boot_id', '/etc/machine-id', '/var/lib/dbus/machine-id'] as const;

/** Long enough that two machines never share it by chance. */
const HASH_DIGITS = 32;

/** Keeps the hash from being that of another program, which could be matched. */
const SALT = 'ct-track machine\0';

/** What a machine is asked; replaced in tests. */
export interface MachineSources {
  /** The operating system. */
  platform: NodeJS.Platform;
  /** Reads a small text file; throws what the system throws. */
  readText: (file: string) => string;
  /** The id of the boot session of macOS. */
  bootSession: () => string;
}

const SYSTEM: MachineSources = {
  platform: process.platform,
  readText: (file) => readFileSync(file, 'utf8'),
  bootSession: () =>
    execFileSync('/usr/sbin/sysctl', ['-n', 'kern.bootsessionuuid'], {
      encoding: 'utf8',
      timeout: 2000,
      stdio: ['ignore', 'pipe', 'ignore'],
    }),
};

/**
 * A hash that is the same for every process of this machine until it is started again, also in its containers, and
 * another one on every other machine.
 *
 * @returns null where the system has no such id
 */
export function machineId({ platform, readText, bootSession }: MachineSources = SYSTEM): string | null {
  const sources = platform === 'darwin' ? [bootSession] : ID_FILES.map((file) => () => readText(file));
  for (const source of sources) {
    const id = attempt(source);
    if (id !== null) {
      return bytesToHex(sha256(utf8ToBytes(SALT + id))).slice(0, HASH_DIGITS);
    }
  }
  return null;
}

function attempt(source: () => string): string | null {
  try {
    // `uninitialized` is what systemd leaves in images that have not been started yet.
    return /^[0-9a-f-]{16,}$/i.exec(source().trim())?.[0] ?? null;
  } catch {
    return null;
  }
}
