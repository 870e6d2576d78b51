/** Certificates that the launcher keeps from Node count where a server is asked, and reach the command. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, globalAgent, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { trustCertificates } from '../../cli/track/certificates.ts';
import { fetchJson } from '../../src/tracker/intensity/http.ts';
import { need } from '../helpers/needs.ts';

let folder: string;
let server: Server | null = null;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ct-certificates-'));
});

afterEach(() => {
  delete globalAgent.options.ca;
  globalAgent.destroy();
  server?.close();
  server = null;
  rmSync(folder, { recursive: true, force: true });
});

/** A server with a certificate of its own, which nobody has signed. */
async function serve(): Promise<{ url: string; certificate: string }> {
  need('openssl');
  const [key, certificate] = [join(folder, 'key.pem'), join(folder, 'certificate.pem')];
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
  const words = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', ...subject];
  execFileSync('openssl', [...words, '-keyout', key, '-out', certificate], { stdio: 'ignore' });
  const started = createServer({ key: readFileSync(key), cert: readFileSync(certificate) }, (_, response) => {
    response.end('{"intensity":1}');
  });
  server = started;
  await new Promise<void>((resolve) => started.listen(0, 'localhost', resolve));
  return { url: `https://localhost:${(started.address() as AddressInfo).port}/`, certificate };
}

it('a server with such a certificate is trusted, and only then', async () => {
  const { url, certificate } = await serve();
  const notes: string[] = [];
  await expect(fetchJson(url, { attempts: 1 })).rejects.toThrow('no connection');
  trustCertificates(certificate, (message) => notes.push(message));
  expect(await fetchJson(url, { attempts: 1 })).toEqual({ intensity: 1 });
  expect(notes).toEqual([]);
});

it('a file that cannot be read is reported', () => {
  const notes: string[] = [];
  trustCertificates(join(folder, 'missing.pem'), (message) => notes.push(message));
  expect(notes).toEqual([
    `the certificates of NODE_EXTRA_CA_CERTS are ignored: ${join(folder, 'missing.pem')}: no such file or folder`,
  ]);
  expect(globalAgent.options.ca).toBeUndefined();
});
