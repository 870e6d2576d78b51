/** Records the arguments that a command declares, without yargs. */
import type { Argv, Options } from 'yargs';
import { HELP_PARTS } from './help.ts';

/** One argument: an option, or a positional. */
export interface Declared {
  /** Name as typed, without leading hyphens. */
  name: string;
  /** The declaration, as yargs takes it. */
  options: Options;
  /** Heading of the help that lists it. */
  part: string;
}

/** A command with any type of arguments. */
interface Declaring {
  command: string;
  builder: (yargs: Argv<object>) => unknown;
}

/** The arguments of a command, in the order of declaration. */
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
