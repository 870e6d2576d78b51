/** ct-track as a function: takes words and streams, returns how the command ended. */
import { CtError } from '../../src/model/errors.ts';
import { VERSION } from '../../src/model/version.ts';
import type { CommandEnd, Inherited } from '../../src/tracker/command/index.ts';
import { EXIT, type Streams, Terminal } from '../terminal.ts';
import { readCommandLine } from './command-line.ts';
import { completeOptions } from './config.ts';

/**
 * Runs `ct-track` with its arguments. The command inherits the standard streams of the process.
 *
 * @param inherited what Node took from the process when it started
 * @returns how the command ended, or the exit code of ct-track itself
 */
export async function main(words: readonly string[], streams: Streams, inherited: Inherited): Promise<CommandEnd> {
  const terminal = new Terminal(streams);
  const ended = (exitCode: number): CommandEnd => ({ exitCode, signal: null });
  try {
    const line = await completeOptions(readCommandLine(words), streams.env);
    switch (line.action) {
      case 'help':
      case 'doctor-help': {
        const { doctorHelp, trackHelp } = await import('./help.ts');
        await terminal.print(`${line.action === 'help' ? trackHelp() : doctorHelp()}\n`);
        return ended(EXIT.done);
      }
      case 'version':
        await terminal.print(`${VERSION}\n`);
        return ended(EXIT.done);
      case 'doctor': {
        const { runDoctor } = await import('./doctor.ts');
        return ended(await runDoctor(line.options, line.json, terminal));
      }
      case 'run': {
        if (line.pid !== null) return await (await import('./attach.ts')).attach(line, inherited, terminal);
        const { runCommand } = await import('./run.ts');
        return await runCommand(line, inherited, terminal);
      }
    }
  } catch (error) {
    terminal.note(`ct-track: ${error instanceof Error ? error.message : String(error)}`);
    return ended(error instanceof CtError && error.code === 'USAGE' ? EXIT.usage : EXIT.unusable);
  }
}
