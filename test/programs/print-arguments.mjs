/** Prints what reached it: arguments, folder, and standard input when asked. */
import { readFileSync } from 'node:fs';

const input = process.argv.includes('--read') ? readFileSync(0, 'utf8') : '';
process.stdout.write(JSON.stringify({ args: process.argv.slice(2), folder: process.cwd(), input }));
process.stderr.write('to stderr');
