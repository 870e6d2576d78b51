import { takeInherited } from '../src/tracker/command/index.ts';
import { endAs, leaveTerminal } from './track/ending.ts';
import { main } from './track/main.ts';

// Before anything of ours is open.
const inherited = takeInherited(process.env);

// What we say must not disturb the command when nobody listens any more.
process.stderr.on('error', () => undefined);
process.on('exit', leaveTerminal);

process.exitCode = await endAs(await main(process.argv.slice(2), process, inherited));
