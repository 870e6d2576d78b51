/** Lets ct-track trust the additional certificates that its launcher kept from Node. */
import { readFileSync } from 'node:fs';
import { globalAgent } from 'node:https';
import { rootCertificates } from 'node:tls';
import { systemReason } from '../../src/model/errors.ts';
import type { Note } from './measuring.ts';

/** Trusts them beside those of Node, as Node would. A file that cannot be read is reported. */
export function trustCertificates(path: string, note: Note): void {
  try {
    globalAgent.options.ca = [...rootCertificates, readFileSync(path, 'utf8')];
  } catch (error) {
    note(`the certificates of NODE_EXTRA_CA_CERTS are ignored: ${path}: ${systemReason(error)}`);
  }
}
