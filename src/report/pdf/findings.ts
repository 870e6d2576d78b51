/** What to know about the numbers: what the logs got wrong and what was done about it. */

import { isPriced } from '../../accounting/index.ts';
import { FINDINGS, type FindingCode } from '../../model/findings.ts';
import { formatEnergy, formatMass } from '../../model/numbers.ts';
import type { Finding, Severity } from '../../model/run.ts';
import { plural } from '../../model/text.ts';
import type { Facts } from './facts.ts';
import { INK, type Layout, SIZES } from './layout.ts';
import { writeTable } from './table.ts';

const MOST_EXAMPLES = 3;
const LONGEST_MESSAGE = 400;
const ORDER: readonly Severity[] = ['error', 'warning', 'info'];

interface Group {
  code: string;
  severity: Severity;
  runs: number;
  examples: string[];
}

export function writeFindings(layout: Layout, facts: Facts): void {
  layout.section('What to know about these numbers', () => {
    writeLoggedAndCounted(layout, facts);
    writeBasis(layout, facts);
    const groups = groupsOf(facts);
    if (groups.length === 0)
      layout.paragraph('Nothing was found in the logs that would change how far these numbers can be trusted.');
    for (const group of groups) writeGroup(layout, group, facts.runs.length);
  });
}

const PRICED =
  'The energy is priced again with the factors under Method and factors. Figures within the findings are those before that.';

const AS_LOGGED =
  'The figures of this report are those that the logs print, as was asked for. Corrected for the reasons below, and with a device that several runs measured counted once, they are others:';

function writeLoggedAndCounted(layout: Layout, { correctedTotals: totals, pricing, asLogged }: Facts): void {
  const mass = (massG: number | null): string => (massG === null ? 'unknown' : formatMass(massG));
  const { logged } = totals;
  const sameEnergy = formatEnergy(logged.energyKwh) === formatEnergy(totals.energyKwh);
  if (sameEnergy && mass(logged.co2eqG) === mass(totals.co2eqG)) {
    layout.paragraph('The figures are those that the logs give; nothing had to be corrected.');
    return;
  }
  layout.paragraph(
    asLogged ? AS_LOGGED : 'The figures of this report differ from those that the logs print, for the reasons below:',
  );
  if (isPriced(pricing)) layout.paragraph(PRICED);
  writeTable(
    layout,
    [
      { title: '', share: 0.4 },
      { title: 'As logged', share: 0.3, align: 'right' },
      { title: asLogged ? 'Corrected' : 'In this report', share: 0.3, align: 'right' },
    ],
    [
      ['Energy', formatEnergy(logged.energyKwh), formatEnergy(totals.energyKwh)],
      ['CO₂eq', mass(logged.co2eqG), mass(totals.co2eqG)],
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

function groupsOf({ runs, names }: Facts): Group[] {
  const groups = new Map<string, Group>();
  for (const { run } of runs) {
    const seen = new Set<string>();
    for (const { code, severity, message } of run.findings) {
      const group = groups.get(code) ?? { code, severity, runs: 0, examples: [] };
      if (!seen.has(code)) group.runs += 1;
      seen.add(code);
      if (group.examples.length < MOST_EXAMPLES)
        group.examples.push(exampleOf(message, names.get(run) ?? run.id, runs.length));
      groups.set(code, group);
    }
  }
  return [...groups.values()].sort(
    (a, b) => ORDER.indexOf(a.severity) - ORDER.indexOf(b.severity) || b.runs - a.runs || (a.code < b.code ? -1 : 1),
  );
}

function exampleOf(message: Finding['message'], id: string, runs: number): string {
  const text = message.length > LONGEST_MESSAGE ? `${message.slice(0, LONGEST_MESSAGE)}…` : message;
  return runs === 1 ? text : `${id.slice(-80)}: ${text}`;
}

const SIGNS: Record<Severity, string> = { error: 'Error', warning: 'Warning', info: 'Note' };

function writeGroup(layout: Layout, { code, severity, runs, examples }: Group, allRuns: number): void {
  layout.room(40);
  const meaning = Object.hasOwn(FINDINGS, code) ? FINDINGS[code as FindingCode][1] : code;
  const count = allRuns === 1 ? '' : ` (${runs} of ${plural(allRuns, 'run')})`;
  layout.paragraph(`${SIGNS[severity]}: ${meaning}${count}`, { bold: true, size: SIZES.body - 0.5, below: 1 });
  for (const example of examples)
    layout.paragraph(`– ${example}`, { size: SIZES.small + 0.5, colour: INK.soft, below: 1 });
  const more = runs - examples.length;
  if (more > 0)
    layout.paragraph(`– and ${plural(more, 'further run')}`, { size: SIZES.small + 0.5, colour: INK.soft, below: 1 });
  layout.gap(4);
}
