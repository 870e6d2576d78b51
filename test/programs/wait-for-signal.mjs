/** Writes `ready` and its pid, then the name of each signal that comes; ends with status 7 on SIGTERM, unless given `stay`. */
import { constants } from 'node:os';

const signals =
  'SIGINT SIGTERM SIGHUP SIGQUIT SIGABRT SIGUSR1 SIGUSR2 SIGTSTP SIGCONT SIGALRM SIGVTALRM SIGXCPU SIGIO SIGPWR';
for (const signal of signals.split(' ').filter((name) => name in constants.signals)) {
  process.on(signal, () => {
    process.stdout.write(`${signal}\n`);
    if (signal === 'SIGTERM' && process.argv[2] !== 'stay') process.exit(7);
  });
}
setTimeout(() => process.exit(9), 300_000);
process.stdout.write(`ready ${process.pid}\n`);
