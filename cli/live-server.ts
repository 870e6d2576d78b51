/** Serves the page of logs to this machine alone, and notifies it when they have changed. */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { pageTemplate } from './page-template.ts';

/** The only address that listens: nobody else on the network can ask. */
const HOST = '127.0.0.1';

/** Serves the page with a document that can be replaced. */
export class LiveServer {
  readonly #template = livePage(pageTemplate());
  /** Requests without it are refused, so that other users of the machine see nothing. */
  readonly #token = randomBytes(16).toString('hex');
  readonly #server: Server;
  readonly #listeners = new Set<ServerResponse>();
  #data: Buffer = gzipSync('null');

  constructor() {
    this.#server = createServer((request, response) => this.#answer(request, response));
  }

  /** Listens at a free port, or at a given one. @returns the address with its token */
  async listen(port = 0): Promise<string> {
    this.#server.listen(port, HOST);
    await once(this.#server, 'listening');
    return `http://${HOST}:${this.#port}/${this.#token}/`;
  }

  /** Replaces the document, and notifies every page that is open. */
  replace(text: string): void {
    this.#data = gzipSync(text);
    for (const listener of this.#listeners) listener.write('event: changed\ndata:\n\n');
  }

  /** Ends when the server does. */
  async closed(): Promise<void> {
    await once(this.#server, 'close');
  }

  get #port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    // A name that leads here from elsewhere is refused: a page of another site could use it.
    const isOurs = request.headers.host === `${HOST}:${this.#port}`;
    const place = `/${this.#token}/`;
    const { url = '', method } = request;
    const what = isOurs && method === 'GET' && url.startsWith(place) ? url.slice(place.length) : null;
    if (what === '') send(response, 'text/html; charset=utf-8', this.#template);
    else if (what === 'data') send(response, 'application/gzip', this.#data);
    else if (what === 'events') this.#listen(response);
    else refuse(response);
  }

  #listen(response: ServerResponse): void {
    response.writeHead(200, { ...HEADERS, 'Content-Type': 'text/event-stream' });
    response.write(':\n\n');
    this.#listeners.add(response);
    response.on('close', () => this.#listeners.delete(response));
  }
}

const HEADERS = {
  'Cache-Control': 'no-store',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  'Cross-Origin-Resource-Policy': 'same-origin',
} as const;

function send(response: ServerResponse, type: string, body: string | Buffer): void {
  response.writeHead(200, { ...HEADERS, 'Content-Type': type }).end(body);
}

function refuse(response: ServerResponse): void {
  response.writeHead(404, { ...HEADERS, 'Content-Type': 'text/plain' }).end('not found\n');
}

/** The page that asks for its data: it may ask only the server that it comes from. */
const livePage = (template: string): string =>
  template
    .replace("base-uri 'none'", "connect-src 'self'; base-uri 'none'")
    .replace('<title>', '<meta name="ct-parse-live" content="data">\n<title>');
