/** The table of `audit`. */
import type { AuditEntry, AuditGroup } from '../src/accounting/index.ts';
import { meaningWithAdvice } from '../src/model/findings.ts';
import { formatCount, formatEnergy, formatMass, withSign } from '../src/model/numbers.ts';
import { type Column, shorten, table } from './table.ts';
import { clean } from './terminal.ts';

const COLUMNS: readonly Column[] = [
  { title: 'finding', align: 'left', shrinks: true },
  { title: 'severity', align: 'left' },
  { title: 'runs', align: 'right' },
  { title: 'effect', align: 'right' },
  { title: 'CO2eq', align: 'right' },
];

/** Names shown per code, unless all are requested. */
export const SHOWN_NAMES = 3;

/** Columns of sentences in a file or a pipe, which limits no names. */
const PROSE_COLUMNS = 80;

/**
 * One row per code, followed by its meaning and the runs it was found in; every message when `all` is set.
 *
 * @param width in columns of a terminal; endless in a file
 */
export function auditTable(groups: readonly AuditGroup[], width: number, all: boolean): string {
  const [head = '', ...rows] = table(COLUMNS, groups.map(rowOf), width).trimEnd().split('\n');
  const parts = groups.map((group, i) => {
    const lineWidth = Number.isFinite(width) ? width : PROSE_COLUMNS;
    const below = all ? messagesOf(group, lineWidth) : namesOf(group, width, lineWidth);
    return [rows[i] ?? '', ...wrapped(meaningWithAdvice(group.code), lineWidth, '  '), ...below].join('\n');
  });
  return `${[head, ...parts].join('\n')}\n`;
}

function rowOf({ code, severity, runs, effectKwh, effectCo2eqG, spreadKwh, spreadCo2eqG }: AuditGroup): string[] {
  const effect = effectText(effectKwh, spreadKwh, formatEnergy);
  // A spread beside a known energy is that of other runs.
  const co2eq = effectText(effectCo2eqG, effectKwh === null ? spreadCo2eqG : null, formatMass);
  return [code, severity, formatCount(runs), effect, co2eq];
}

/** The change, else `up to` the width of the range, else nothing. */
function effectText(effect: number | null, spread: number | null, format: (value: number) => string): string {
  if (effect !== null) return withSign(effect, format);
  return spread === null || spread === 0 ? '' : `up to ${format(spread)}`;
}

function namesOf({ runs, entries }: AuditGroup, width: number, lineWidth: number): string[] {
  const all = new Map(
    entries.flatMap(({ run, runs: ids, message }) =>
      (ids ?? [run ?? message]).map((name) => [name, ids === undefined && run === null] as const),
    ),
  );
  const names = [...all].slice(0, SHOWN_NAMES);
  const more = runs > names.length ? [`    and ${formatCount(runs - names.length)} more`] : [];
  // Names are shortened in the middle, messages are wrapped.
  const lines = names.flatMap(([name, isSentence]) =>
    isSentence ? wrapped(name, lineWidth, '    ') : [`    ${shorten(clean(name), width - 4)}`],
  );
  return [...lines, ...more];
}

const messagesOf = ({ entries }: AuditGroup, width: number): string[] =>
  entries.flatMap((entry) => wrapped(textOf(entry), width, '    '));

const textOf = ({ run, message }: AuditEntry): string => (run === null ? message : `${run}: ${message}`);

/** Wraps a text at `width` characters; a longer word is a path and stays complete on its own line. */
function wrapped(text: string, width: number, indent: string): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of clean(text).split(' ')) {
    if (line !== '' && indent.length + line.length + 1 + word.length > width) {
      lines.push(indent + line);
      line = `  ${word}`;
    } else {
      line += line === '' ? word : ` ${word}`;
    }
  }
  return [...lines, indent + line];
}
