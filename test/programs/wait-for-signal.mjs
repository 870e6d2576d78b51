/** Says `ready` and its pid, writes the name of each signal that comes, and ends with status 7 on SIGTERM. */
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGUSR1', 'SIGUSR2', 'SIGTSTP', 'SIGCONT']) {
  process.on(signal, () => {
    process.stdout.write(`${signal}\n`);
    if (signal === 'SIGTERM') process.exit(7);
  });
}
setTimeout(() => process.exit(9), 30_000);
process.stdout.write(`ready ${process.pid}\n`);
