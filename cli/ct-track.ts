import { takeInherited } from '../src/tracker/command/index.ts';
import { endAs, leaveTerminal } from './track/ending.ts';
import { main } from './track/main.ts';

// Must run before ct-track opens any descriptor.
const inherited = takeInherited(process.env);

// A closed stderr must not disturb the command.
process.stderr.on('error', () => undefined);
process.on('exit', leaveTerminal);

process.exitCode = await endAs(await main(process.argv.slice(2), process, inherited));
