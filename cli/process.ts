/** ct-parse as a process: its arguments, streams and exit code. */
import { systemReason } from '../src/model/errors.ts';
import { main } from './main.ts';
import { EXIT, Terminal } from './terminal.ts';

/** Runs the command with the arguments and streams of the process. */
export function run(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    // `ct-parse runs logs | head` closes the pipe early, which is not an error.
    if (error.code === 'EPIPE') process.exit(EXIT.done);
    new Terminal(process).note(`ct-parse: cannot write to standard output: ${systemReason(error)}`);
    process.exit(EXIT.unusable);
  });

  // A closed stderr is not an error either.
  process.stderr.on('error', () => undefined);

  void main(process.argv.slice(2), process).then((code) => {
    process.exitCode = code;
  });
}
