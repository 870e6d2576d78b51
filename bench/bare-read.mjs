/** Opens, reads and closes every file of a folder and does nothing with it: the floor that ct-parse is compared to. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

let bytes = 0;
for (const name of readdirSync(process.argv[2])) bytes += readFileSync(path.join(process.argv[2], name)).length;
process.stdout.write(`${bytes}\n`);
