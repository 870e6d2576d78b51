/** Begins a file under the name that is given, says that it has, and goes on for as long as it is let. */
import { putInPlace } from '../../cli/new-file.ts';

const [, , target = '', then] = process.argv;

await putInPlace(target, async (file) => {
  await file.writeFile('half');
  process.stdout.write('begun\n');
  if (then === 'exit') process.exit(3);
  await new Promise((resolve) => setTimeout(resolve, 600_000));
});
