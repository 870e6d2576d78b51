/** Burns processor time, in itself and in children that end before it, and prints the seconds that all of them used. */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const [ownS, ...childrenS] = process.argv.slice(2).map(Number);
let usedS = 0;
for (const childS of childrenS) {
  usedS += Number(
    execFileSync(process.execPath, [fileURLToPath(import.meta.url), String(childS)], { encoding: 'utf8' }),
  );
}
const ownUsedS = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};
while (ownUsedS() < ownS);
console.log(usedS + ownUsedS());
