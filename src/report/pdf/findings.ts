/** The section on the numbers: faults of the logs and their corrections. */
import { hasFactors, isWeighty, spreadText } from '../../accounting/index.ts';
import { meaningOf } from '../../model/findings.ts';
import { formatCount, formatEnergy } from '../../model/numbers.ts';
import type { Finding, Severity } from '../../model/run.ts';
import { sharedFolder } from '../../model/short-names.ts';
import { plural } from '../../model/text.ts';
import type { FindingFact } from '../statement/facts.ts';
import { findingCount } from '../statement/finding-counts.ts';
import { massText } from '../statement/phrases.ts';
import type { Facts } from './facts.ts';
import { type Layout, SIZES } from './layout.ts';
import { writeTable } from './table.ts';

const MOST_EXAMPLES = 3;
const LONGEST_MESSAGE = 400;

interface Group {
  kind: FindingFact;
  /** How far it may move the total, where that is more than 1 %. */
  spread: string;
  examples: string[];
  /** Runs, files and copies that the examples are about. */
  covered: number;
}

const NO_FINDINGS = 'No finding may change the total by more than 1 %; ct-parse audit lists what is known beyond that.';

/** Height of the first paragraph and the table of both figures, in points. */
const FIRST_PT = 75;

/** Writes the section on what limits or changes the figures. */
export function writeFindings(layout: Layout, facts: Facts): void {
  layout.section(
    'What to know about these numbers',
    () => {
      writeLoggedAndCounted(layout, facts);
      writeBasis(layout, facts);
      const groups = groupsOf(facts);
      if (groups.length === 0) layout.paragraph(NO_FINDINGS);
      for (const group of groups) writeGroup(layout, group, facts.runs.length);
    },
    FIRST_PT,
  );
}

const RECALCULATED =
  'Figures were recalculated with the factors under Method and factors. Messages of findings below use the factors of the logs.';

const AS_LOGGED =
  'The figures of this report are those that the logs print, as was asked for. Corrected for the reasons below, and with a device that several runs measured counted once, they are others:';

/** Kinds of findings about a figure that differs from the printed one. */
const CORRECTIONS: ReadonlySet<string> = new Set([
  'devices-averaged',
  'prediction-counted',
  'total-rounded',
  'device-counted-once',
  'cut-off',
  'end-unknown',
  'no-actual-block',
  'copied-run',
  'copied-part',
  'doubled-lines',
  'logged-twice',
]);

const AS_THE_LOGS = 'The figures are those that the logs print.';
const CORRECTED_WITHIN =
  'To the digits shown, the totals are those that the logs print; what was corrected in single runs stands below.';

function writeLoggedAndCounted(layout: Layout, facts: Facts): void {
  const { correctedTotals: totals, factors, asLogged } = facts;
  const { logged } = totals;
  const sameEnergy = formatEnergy(logged.energyKwh) === formatEnergy(totals.energyKwh);
  if (sameEnergy && massText(logged.co2eqG) === massText(totals.co2eqG)) {
    layout.paragraph(facts.findings.some(({ code }) => CORRECTIONS.has(code)) ? CORRECTED_WITHIN : AS_THE_LOGS);
    return;
  }
  layout.paragraph(
    asLogged ? AS_LOGGED : 'The figures of this report differ from those that the logs print, for the reasons below:',
  );
  if (hasFactors(factors)) layout.paragraph(RECALCULATED);
  writeTable(
    layout,
    [
      { title: '', share: 0.4 },
      { title: 'As logged', share: 0.3, align: 'right' },
      { title: asLogged ? 'Corrected' : 'In this report', share: 0.3, align: 'right' },
    ],
    [
      ['Energy', formatEnergy(logged.energyKwh), formatEnergy(totals.energyKwh)],
      ['CO₂eq', massText(logged.co2eqG), massText(totals.co2eqG)],
    ],
  );
}

function writeBasis(layout: Layout, { totals }: Facts): void {
  const { measured, estimated, simulated, predicted, recovered, none } = totals.basis;
  const parts = [
    part(measured, 'measured to the end'),
    part(estimated, 'estimated from a load model'),
    part(simulated, 'of simulated devices'),
    part(predicted, 'extrapolated from the epochs that were monitored'),
    part(recovered, 'recovered from the epochs on record'),
    none.runs === 0 ? '' : `nothing measured in ${plural(none.runs, 'run')}`,
  ].filter((text) => text !== '');
  layout.paragraph(`Where the energy comes from: ${parts.join('; ') || 'there are no runs'}.`, { below: 6 });
}

function part({ runs, energyKwh }: { runs: number; energyKwh: number }, how: string): string {
  return runs === 0 ? '' : `${formatEnergy(energyKwh)} of ${plural(runs, 'run')} ${how}`;
}

/** The kinds as every output has them, with the messages of the first runs. */
function groupsOf({ runs, names, findings, loose, totals }: Facts): Group[] {
  const examples = new Map(findings.map(({ code }) => [code, { texts: [] as string[], covered: 0 }]));
  const add = (code: string, covered: number, example: () => string): void => {
    const known = examples.get(code);
    if (known === undefined || known.texts.length >= MOST_EXAMPLES) return;
    known.texts.push(example());
    known.covered += covered;
  };
  const shared = sharedFolder(runs.map(({ run }) => run.id));
  const nameOfId = new Map(runs.map(({ run }) => [run.id, names.get(run) ?? run.id]));
  for (const { run } of runs) {
    for (const [i, { code, message }] of run.findings.entries()) {
      const isFirst = run.findings.findIndex((other) => other.code === code) === i;
      add(code, isFirst ? 1 : 0, () => exampleOf(message, names.get(run) ?? run.id, runs.length));
    }
  }
  for (const { code, message, runs: ids = [], moreRuns = 0 } of loose) {
    add(code, ids.length === 0 ? 1 : ids.length + moreRuns, () =>
      cut(withoutFolder(withNamesOf(message, ids, nameOfId), shared)),
    );
  }
  return findings.map((kind) => ({
    kind,
    spread: isWeighty(kind, totals.energyKwh) ? spreadText(kind, totals.energyKwh) : '',
    examples: examples.get(kind.code)?.texts ?? [],
    covered: examples.get(kind.code)?.covered ?? 0,
  }));
}

/** The message with the names that tables have in place of ids; the longest first, as one may begin another. */
function withNamesOf(message: string, ids: readonly string[], nameOfId: ReadonlyMap<string, string>): string {
  const named = ids.filter((id) => message.includes(id)).sort((a, b) => b.length - a.length);
  return named.reduce((text, id) => text.replaceAll(id, nameOfId.get(id) ?? id), message);
}

/** A folder that all runs share distinguishes none of them; a single slash is in any text. */
const withoutFolder = (message: string, shared: string): string =>
  shared.length > 1 ? message.replaceAll(shared, '') : message;

const cut = (message: string): string =>
  message.length > LONGEST_MESSAGE ? `${message.slice(0, LONGEST_MESSAGE)}…` : message;

function exampleOf(message: Finding['message'], id: string, runs: number): string {
  const text = cut(message);
  return runs === 1 ? text : `${id.slice(-80)}: ${text}`;
}

const SIGNS: Record<Severity, string> = { error: 'Error', warning: 'Warning', info: 'Note' };

function writeGroup(layout: Layout, { kind, spread, examples, covered }: Group, allRuns: number): void {
  layout.room(40);
  const { code, severity, runs, loose } = kind;
  // Of a single run it goes without saying.
  const counted = allRuns === 1 ? { ...kind, runs: loose } : kind;
  const count = counted.runs === 0 ? '' : ` (${findingCount(counted, allRuns)})`;
  layout.paragraph(`${SIGNS[severity]}: ${meaningOf(code)}${count}${spread === '' ? '' : `: ${spread}`}`, {
    bold: true,
    size: SIZES.body - 0.5,
    below: 1,
  });
  for (const example of examples) layout.remark(`– ${example}`, 1);
  const more = examples.length < MOST_EXAMPLES ? 0 : runs - covered;
  if (more > 0) layout.remark(`– and ${loose === 0 ? plural(more, 'further run') : `${formatCount(more)} more`}`, 1);
  layout.gap(4);
}
