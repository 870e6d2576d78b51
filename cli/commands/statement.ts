import path from 'node:path';
import type { ArgumentsCamelCase, Argv } from 'yargs';
import { GroupTotals, hasFactors, RangeTotals } from '../../src/accounting/index.ts';
import { CtError } from '../../src/model/errors.ts';
import type { Finding } from '../../src/model/run.ts';
import { hyphened, listed } from '../../src/model/text.ts';
import {
  dateOfDocument,
  type Facts,
  FactTotals,
  isOwnBibliography,
  isOwnCard,
  isOwnStatement,
  STATEMENT_STYLES,
  type StatementOptions,
  type StatementStyle,
  statement,
  TRAINING_TYPES,
} from '../../src/report/statement/index.ts';
import { checkTextEnding } from '../endings.ts';
import { FindingTotals } from '../findings.ts';
import { type OwnFile, refuseForeign } from '../foreign-file.ts';
import { type Command, flag, HELP_PARTS } from '../help.ts';
import { atTarget, checkTarget, STDOUT, saveWhole } from '../target.ts';
import type { Terminal } from '../terminal.ts';
import {
  checkedInputs,
  checkRange,
  entriesOfCommand,
  finish,
  inputsOf,
  noteBasis,
  type ReadArguments,
  type TableInputs,
  withAsLogged,
  withInputs,
} from './common.ts';
import { type FactorArguments, givenFactors, withFactorArguments } from './factors.ts';
import { type GroupArguments, groupedBy, withGroupArguments } from './grouping.ts';

const GIVEN = ['parameters', 'provider', 'region', 'memory', 'functionalUnit'] as const;

interface StatementArguments extends ReadArguments, TableInputs, FactorArguments, GroupArguments {
  style: StatementStyle | undefined;
  json: boolean;
  output: string;
  write: string | undefined;
  asLogged: boolean;
  range: boolean;
  parameters: string | undefined;
  provider: string | undefined;
  region: string | undefined;
  memory: string | undefined;
  trainingType: StatementOptions['trainingType'];
  functionalUnit: string | undefined;
  functionalUnits: number | undefined;
  embodiedCo2eqG: number | undefined;
}

/** `ct-parse statement`: a text in one of the styles. */
export const statementCommand: Command<StatementArguments> = {
  command: 'statement [logs...]',
  describe: 'write the text for a paper, a checklist or a model card',
  builder: (yargs: Argv) =>
    withGroupArguments(withFactorArguments(withAsLogged(withInputs(yargs))))
      .option('style', { describe: 'format of the statement (default: plain)', choices: STATEMENT_STYLES })
      .option('json', flag('the same as --style json'))
      .option('output', {
        alias: 'o',
        describe: 'file to write, - for stdout',
        type: 'string',
        default: STDOUT,
      })
      .option('write', { describe: 'model card to add the emissions to (style model-card)', type: 'string' })
      .option('range', flag('print the range too (plain, markdown, latex, json)'))
      .group('range', HELP_PARTS.figures)
      .option('parameters', { describe: 'number of parameters of the models', type: 'string' })
      .option('provider', { describe: 'cloud provider or cluster', type: 'string' })
      .option('region', { describe: 'region of the provider, or place of the cluster', type: 'string' })
      .option('memory', { describe: 'memory of the machines', type: 'string' })
      .option('training-type', { describe: 'kind of training, for a model card', choices: TRAINING_TYPES })
      .option('functional-unit', { describe: 'what one functional unit is, for style sci', type: 'string' })
      .option('functional-units', { describe: 'number of functional units of the runs, for style sci', type: 'number' })
      .option('embodied-co2eq-g', {
        describe: 'embodied CO2eq of the hardware that these runs take, g, for style sci',
        type: 'number',
      })
      .requiresArg([
        'functional-unit',
        'functional-units',
        'embodied-co2eq-g',
        'style',
        'output',
        'write',
        'parameters',
        'provider',
        'region',
        'memory',
        'training-type',
      ]) as unknown as Argv<StatementArguments>,
  examples: [
    { command: 'ct-parse statement ./logs', does: 'the sentence and its basis' },
    {
      command: 'ct-parse statement ./logs --style latex -o statement.tex',
      does: 'macros, sentence and table; the bibliography goes to statement.bib',
    },
    {
      command: 'ct-parse statement ./logs --style model-card --write README.md',
      does: 'co2_eq_emissions in the front matter of a model card',
    },
  ],
  notes: ['Unknown fields are marked TODO.'],
  run: runStatement,
};

async function runStatement(given: ArgumentsCamelCase<StatementArguments>, terminal: Terminal): Promise<number> {
  const args = checkedInputs(given, 'statement');
  const style = styleOf(args);
  checkRange(args);
  const options = optionsOf(args, style);
  checkTarget(args.output, inputsOf(args));
  await checkReplaced(args.output, style);
  const { asLogged } = args;
  const grouped = await groupedBy(args, args);
  const factors = await givenFactors(args, grouped?.defaults);
  if (asLogged && hasFactors(factors)) {
    throw new CtError('USAGE', '--as-logged counts the printed figures and cannot be combined with other factors');
  }
  const tally = new FindingTotals({ keepAll: args.verbose });
  const collected = new FactTotals({ factors, asLogged });
  const groups = new GroupTotals({ asLogged, order: grouped?.order ?? [] });
  const ranges = new RangeTotals();
  // JSON always includes the range, as in `aggregate --json`, and BoAmps grades the quality by it.
  const wantsRange = args.range || ((style === 'json' || style === 'boamps') && !asLogged);
  const onFinding = (finding: Finding): void => {
    collected.addFinding(finding);
    ranges.addFinding(finding);
  };
  for await (const entry of entriesOfCommand(args, tally, terminal, {
    factors,
    asLogged,
    onFinding,
    ...grouped?.wishes,
  })) {
    collected.add(entry);
    if (grouped !== null) groups.add(grouped.nameOf(entry.run, entry.traits), entry);
    if (wantsRange) await ranges.addEntry(entry);
  }
  const phases = grouped === null ? [] : groups.result();
  const by = grouped === null ? {} : { groupedBy: grouped.by };
  const facts = { ...collected.result(), phases, ...by, range: wantsRange ? ranges.result() : null };
  if (facts.totals.runs > 0) {
    await deliver(facts, style, options, args, terminal);
    noteBasis(facts.totals, terminal);
  }
  grouped?.note(terminal);
  return finish(facts.totals.runs, tally, args, terminal, grouped?.excluded?.length);
}

/** Styles in which a range can be written: those of running text, and JSON. */
const WITH_RANGE: readonly StatementStyle[] = ['plain', 'markdown', 'latex', 'json'];

const OWN_ENDINGS: Partial<Record<StatementStyle, string>> = {
  json: '.json',
  boamps: '.json',
  sci: '.json',
  bibtex: '.bib',
};

const USUAL_ENDINGS: Partial<Record<StatementStyle, string>> = {
  latex: '.tex',
  neurips: '.tex',
  markdown: '.md',
  'model-card': '.md',
};

function styleOf({ style, json, write, output, range }: StatementArguments): StatementStyle {
  if (json && style !== undefined && style !== 'json') {
    throw new CtError('USAGE', `--json and --style ${style} name two styles; choose one`);
  }
  const chosen = json ? 'json' : (style ?? 'plain');
  if (range && !WITH_RANGE.includes(chosen)) {
    throw new CtError('USAGE', `--range works with the styles ${listed(WITH_RANGE)}, not with ${chosen}`);
  }
  if (write !== undefined && chosen !== 'model-card') {
    throw new CtError('USAGE', '--write needs --style model-card');
  }
  if (write !== undefined && output !== STDOUT) {
    throw new CtError(
      'USAGE',
      '--write and --output cannot be combined: one changes a card, the other writes a new one',
    );
  }
  if (chosen === 'latex' && path.extname(output) === '.bib') {
    throw new CtError('USAGE', '-o names the .tex file, such as statement.tex; the .bib file is written beside it');
  }
  checkTextEnding(output, OWN_ENDINGS[chosen] ?? null, USUAL_ENDINGS[chosen]);
  return chosen;
}

/** Refuses to replace a text that the user wrote, such as a paper, its bibliography or a model card. */
async function checkReplaced(output: string, style: StatementStyle): Promise<void> {
  if (output === STDOUT) return;
  if (style === 'model-card') {
    await refuseForeign(output, ownText(isOwnCard, `add the emissions to it with --write ${output}`));
  } else if (style === 'bibtex') {
    await refuseForeign(output, ownText(isOwnBibliography));
  } else if (style === 'latex') {
    const advice = 'name another .tex file with -o, and \\input it in this one';
    await refuseForeign(output, ownStatement(advice));
    const adviceOnBib = 'name another .tex file with -o; the .bib file is written beside it';
    await refuseForeign(bibliographyOf(output), ownText(isOwnBibliography, adviceOnBib));
  } else await refuseForeign(output, ownStatement());
}

const ownText = (isOwn: (text: string) => boolean, advice?: string): OwnFile => ({
  isOwn: (bytes) => isOwn(bytes.toString('utf8')),
  ...(advice === undefined ? {} : { advice }),
});

const SEVERAL_LINES = /\S.*\n\s*\S/;

const ownStatement = (advice?: string): OwnFile => ({ ...ownText(isOwnStatement, advice), work: SEVERAL_LINES });

/** The .bib file beside a .tex file. */
function bibliographyOf(file: string): string {
  const { dir, name } = path.parse(file);
  return path.join(dir, `${name}.bib`);
}

function optionsOf(args: StatementArguments, style: StatementStyle): StatementOptions {
  const options: StatementOptions = {};
  for (const name of GIVEN) {
    const value = args[name];
    if (value?.trim() === '') throw new CtError('USAGE', `--${hyphened(name)} is empty: give a value or leave it out`);
    if (value !== undefined) options[name] = value;
  }
  const { trainingType, functionalUnits, embodiedCo2eqG } = args;
  if (trainingType !== undefined) options.trainingType = trainingType;
  if (functionalUnits !== undefined) options.functionalUnits = atLeast(functionalUnits, 'functional-units', false);
  if (embodiedCo2eqG !== undefined) options.embodiedCo2eqG = atLeast(embodiedCo2eqG, 'embodied-co2eq-g', true);
  if (style === 'boamps') options.writtenAt = dateOfDocument();
  return options;
}

function atLeast(value: number, name: string, mayBeZero: boolean): number {
  if (Number.isFinite(value) && (value > 0 || (mayBeZero && value === 0))) return value;
  throw new CtError('USAGE', `--${name} must be ${mayBeZero ? '0 or more' : 'above 0'} (got ${value})`);
}

async function deliver(
  facts: Facts,
  style: StatementStyle,
  options: StatementOptions,
  { output, write }: StatementArguments,
  terminal: Terminal,
): Promise<void> {
  if (write !== undefined) {
    // Loaded here so that the other styles start without it.
    const { writeCard } = await import('../model-card.ts');
    await writeCard(write, facts, options, terminal);
  } else if (output === STDOUT) await terminal.print(await statement(facts, style, options));
  else if (style === 'latex') await saveLatex(facts, options, output, terminal);
  else await save(output, await statement(facts, style, options));
}

const save = (file: string, text: string): Promise<void> => atTarget(file, () => saveWhole(file, text));

/** Writes the bibliography first, so that the text never cites a missing file. */
async function saveLatex(facts: Facts, options: StatementOptions, file: string, terminal: Terminal): Promise<void> {
  const bibFile = bibliographyOf(file);
  await save(bibFile, await statement(facts, 'bibtex', options));
  await save(file, await statement(facts, 'latex', { ...options, bibliography: 'apart' }));
  terminal.note(`${file}, with its bibliography in ${bibFile}`);
}
