/** What a command declares of its arguments, written down without yargs. */
import type { Argv, Options } from 'yargs';
import { HELP_PARTS } from './help.ts';

/** One argument: an option, or a positional. */
export interface Declared {
  /** As it is typed, without the hyphens in front. */
  name: string;
  options: Options;
  /** The heading under which the help shows it. */
  part: string;
}

/** What a command declares, whatever its arguments are. */
interface Declaring {
  command: string;
  builder: (yargs: Argv<object>) => unknown;
}

/** The arguments of a command, in the order in which it declares them. */
export function declaredBy({ command, builder }: Declaring): Declared[] {
  const declared: Declared[] = [];
  const add = (part: string) => (name: string, options: Options) => {
    declared.push({ name, part, options: { ...options, array: options.array ?? command.includes(`${name}...`) } });
    return recorder;
  };
  const recorder = {
    positional: add(HELP_PARTS.positionals),
    option: add(HELP_PARTS.own),
    requiresArg: () => recorder,
    group: (names: string | string[], part: string) => {
      for (const one of declared) if ([names].flat().includes(one.name)) one.part = part;
      return recorder;
    },
  };
  builder(recorder as unknown as Argv<object>);
  return declared;
}
