#!/usr/bin/env node
import { CtError } from '../src/model/errors.ts';
import { VERSION } from '../src/model/version.ts';
import { EXIT, print, tell } from './terminal.ts';
import { completeOptions } from './track/config.ts';
import { helpText, readCommandLine } from './track/options.ts';

// What we say must not disturb the command when nobody listens any more.
process.stderr.on('error', () => undefined);

try {
  const line = await completeOptions(readCommandLine(process.argv.slice(2)), process.env);
  if (line.action === 'help') await print(`${helpText()}\n`);
  else if (line.action === 'version') await print(`${VERSION}\n`);
  else if (line.action === 'doctor') {
    const { runDoctor } = await import('./track/doctor.ts');
    process.exitCode = await runDoctor(line.options, line.json);
  } else {
    const { runCommand } = await import('./track/run.ts');
    process.exitCode = await runCommand(line);
  }
} catch (error) {
  const message = error instanceof Error ? error.message : String(error);
  tell(`ct-track: ${message}`);
  process.exitCode = error instanceof CtError && error.code === 'USAGE' ? EXIT.usage : EXIT.unusable;
}
