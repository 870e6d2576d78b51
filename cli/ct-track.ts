import { CtError } from '../src/model/errors.ts';
import { VERSION } from '../src/model/version.ts';
import { takeInherited } from '../src/tracker/command/index.ts';
import { EXIT, Terminal } from './terminal.ts';
import { readCommandLine } from './track/command-line.ts';
import { completeOptions } from './track/config.ts';
import { endAs, leaveTerminal } from './track/ending.ts';

// Before anything of ours is open.
const inherited = takeInherited(process.env);

// What we say must not disturb the command when nobody listens any more.
process.stderr.on('error', () => undefined);
process.on('exit', leaveTerminal);

const terminal = new Terminal(process);
try {
  const line = await completeOptions(readCommandLine(process.argv.slice(2)), process.env);
  if (line.action === 'help' || line.action === 'doctor-help') {
    const { doctorHelp, trackHelp } = await import('./track/help.ts');
    await terminal.print(`${line.action === 'help' ? trackHelp() : doctorHelp()}\n`);
  } else if (line.action === 'version') await terminal.print(`${VERSION}\n`);
  else if (line.action === 'doctor') {
    const { runDoctor } = await import('./track/doctor.ts');
    process.exitCode = await runDoctor(line.options, line.json, terminal);
  } else {
    const { runCommand } = await import('./track/run.ts');
    process.exitCode = await endAs(await runCommand(line, inherited, terminal));
  }
} catch (error) {
  const message = error instanceof Error ? error.message : String(error);
  terminal.tell(`ct-track: ${message}`);
  process.exitCode = error instanceof CtError && error.code === 'USAGE' ? EXIT.usage : EXIT.unusable;
}
