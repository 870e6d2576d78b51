import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { ArgumentsCamelCase, Argv } from 'yargs';
import { checkFigures } from '../../src/accounting/index.ts';
import { documentOf } from '../../src/document.ts';
import { CtError, systemReason } from '../../src/model/errors.ts';
import { formatEnergy } from '../../src/model/numbers.ts';
import { plural } from '../../src/model/text.ts';
import type { ReportDocument } from '../../src/report/document/index.ts';
import { checkEnding } from '../endings.ts';
import { OWN_PAGE, refuseForeign } from '../foreign-file.ts';
import { type Command, flag } from '../help.ts';
import { LiveServer } from '../live-server.ts';
import { pageTemplate } from '../page-template.ts';
import { atTarget, checkTarget, STDOUT, saveWhole } from '../target.ts';
import { EXIT, type Terminal } from '../terminal.ts';
import { type ReadArguments, readingOf, sameMachineOf, withAsLogged, withReadArguments } from './common.ts';
import { type FactorArguments, givenFactors, withFactorArguments } from './factors.ts';

interface ViewArguments extends ReadArguments, FactorArguments {
  asLogged: boolean;
  save: string | undefined;
  open: boolean;
  port: number;
}

/** `ct-parse view`: the page, live on this machine or as a file. */
export const viewCommand: Command<ViewArguments> = {
  command: 'view [logs...]',
  describe: 'show logs in a browser while runs are written, or save the page that reads logs',
  builder: (yargs: Argv) =>
    withFactorArguments(withAsLogged(withReadArguments(yargs, { demandLogs: false })))
      .option('save', {
        describe: 'write the page that reads the logs dropped on it to this file, and end',
        type: 'string',
        requiresArg: true,
      })
      .option('open', flag('open the page in a browser'))
      .option('port', {
        describe: 'port to listen at, 0 to 65535 (default: a free one)',
        type: 'number',
        default: 0,
        defaultDescription: 'a free one',
        requiresArg: true,
      }) as unknown as Argv<ViewArguments>,
  examples: [
    { command: 'ct-parse view --save ct-parse.html', does: 'the page to drop logs on' },
    { command: 'ct-parse view --save - > page.html', does: 'the same to stdout' },
  ],
  notes: [
    'With logs, the page is served to this machine alone (127.0.0.1) until Ctrl-C; its address is printed and holds a secret. It follows the runs while they are written.',
  ],
  run: runView,
};

const MOST_PORT = 65_535;

async function runView(args: ArgumentsCamelCase<ViewArguments>, terminal: Terminal): Promise<number> {
  const logs = args.logs ?? [];
  if (args.save !== undefined) return savePage(args.save, logs, terminal);
  if (logs.length === 0)
    throw new CtError('USAGE', 'no logs given; give files or folders, or --save FILE for the page');
  if (!Number.isInteger(args.port) || args.port < 0 || args.port > MOST_PORT)
    throw new CtError('USAGE', `--port must be a whole number from 0 to ${MOST_PORT} (got ${args.port})`);
  const factors = await givenFactors(args);
  checkFigures(factors, args.asLogged);
  const options = { ...readingOf(args), asLogged: args.asLogged, factors, ...sameMachineOf(args) };
  const read = (): Promise<ReportDocument> => documentOf(logs, { ...options, commandLine: terminal.commandLine });
  const first = await read();
  const server = new LiveServer();
  const address = await server.listen(args.port).catch((error: unknown) => {
    throw new CtError('UNWRITABLE', `cannot listen at port ${args.port}: ${systemReason(error)}`, { cause: error });
  });
  const follow = new Following(server);
  follow.show(first);
  const { runs, energyKwh } = first.totals;
  await terminal.print(`${address}\n`);
  terminal.note(`${plural(runs, 'run')}, ${formatEnergy(energyKwh)}; the page follows the logs until Ctrl-C`);
  if (args.open) openBrowser(address, terminal);
  await Promise.race([server.closed(), follow.forEver(read)]);
  return EXIT.done;
}

async function savePage(target: string, logs: readonly string[], terminal: Terminal): Promise<number> {
  if (logs.length > 0) {
    throw new CtError(
      'USAGE',
      '--save writes the page without data; ct-parse report -o report.html writes it with logs',
    );
  }
  checkTarget(target, []);
  checkEnding(target, '.html', 'the page');
  await refuseForeign(target, OWN_PAGE);
  const page = pageTemplate();
  if (target === STDOUT) await terminal.print(page);
  else await atTarget(target, () => saveWhole(target, page));
  return EXIT.done;
}

const LEAST_WAIT_MS = 1000;
/** Reading takes at most this share of the time. */
const READING_SHARE = 0.1;

/** Reads again and again, and shows what has changed. */
class Following {
  readonly #server: LiveServer;
  #shown = '';

  constructor(server: LiveServer) {
    this.#server = server;
  }

  show(document: ReportDocument): void {
    // The date changes with every reading.
    const { date: _, ...rest } = document;
    const digest = createHash('sha256').update(JSON.stringify(rest)).digest('hex');
    if (digest === this.#shown) return;
    this.#shown = digest;
    this.#server.replace(JSON.stringify(document));
  }

  async forEver(read: () => Promise<ReportDocument>): Promise<never> {
    let tookMs = 0;
    for (;;) {
      await wait(Math.max(LEAST_WAIT_MS, tookMs / READING_SHARE));
      const before = performance.now();
      // A folder that is gone for a moment comes back, or the page keeps what it shows.
      const document = await read().catch(() => null);
      if (document !== null) this.show(document);
      tookMs = performance.now() - before;
    }
  }
}

const OPENERS: Partial<Record<NodeJS.Platform, [string, ...string[]]>> = {
  darwin: ['open'],
  win32: ['explorer'],
};

function openBrowser(address: string, terminal: Terminal): void {
  const [program, ...words] = OPENERS[process.platform] ?? ['xdg-open'];
  const child = spawn(program, [...words, address], { stdio: 'ignore', detached: true });
  child.on('error', () =>
    terminal.note(`cannot open a browser (${program} is not installed): open the address yourself`),
  );
  child.unref();
}
