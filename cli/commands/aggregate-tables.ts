/** `aggregate --from`: exported tables, and logs beside them, added up. */
import { compareCountries, examineEnergy, isPriced, rowHidesPue } from '../../src/accounting/index.ts';
import { aggregateRows } from '../../src/adding-up.ts';
import { CtError } from '../../src/model/errors.ts';
import type { Finding } from '../../src/model/run.ts';
import { pricingText } from '../../src/report/statement/index.ts';
import { FindingsTally } from '../findings.ts';
import { hiddenPueText } from '../pricing-tally.ts';
import { type Terminal, toJson } from '../terminal.ts';
import {
  AS_LOGGED,
  decidesCorrection,
  finish,
  type ReadArguments,
  sameMachineOf,
  tellBasis,
  tellCorrection,
} from './common.ts';
import { averagesOf, type CountriesArguments, countriesTable } from './countries.ts';
import type { GroupArguments } from './grouping.ts';
import { type PricingArguments, pricingOf } from './pricing.ts';
import { readRows } from './rows.ts';

interface TablesArguments extends ReadArguments, PricingArguments, GroupArguments, CountriesArguments {
  json: boolean;
  asLogged: boolean;
  range: boolean;
  from: string[];
}

/** Adds up rows; what only the logs tell cannot be asked of them. */
export async function aggregateTables(args: TablesArguments, terminal: Terminal): Promise<number> {
  for (const name of ['range', 'groupBy', 'manifest'] as const) {
    if (args[name]) {
      const option = name === 'groupBy' ? 'group-by' : name;
      throw new CtError('USAGE', `--${option} needs the logs themselves: it does not go with --from`);
    }
  }
  const { logs, from: tables, recursive, json, asLogged, devices } = args;
  if (asLogged && devices !== undefined) throw decidesCorrection();
  const averages = await averagesOf(args);
  const pricing = await pricingOf(args);
  const tally = new FindingsTally({ keepAll: args.verbose });
  const findings: (Finding & { run: string | null })[] = [];
  const onFinding = (finding: Finding): void => {
    tally.addLoose(finding);
    findings.push({ run: null, ...finding });
  };
  const same = sameMachineOf(args);
  let hidden = 0;
  const rows = readRows({ logs, tables, recursive, pricing, asLogged, devices, ...same }, terminal, onFinding);
  const { totals, sentence } = await aggregateRows(rows, {
    ...same,
    asLogged,
    pricing,
    onFinding,
    onEntry: ({ row, account, findings: own }) => {
      if (rowHidesPue(row)) hidden += 1;
      const quiet = asLogged || isPriced(pricing) ? [] : examineEnergy(row, account);
      tally.addRun({ id: row.runId, findings: own }, account, quiet);
      if (json) for (const finding of [...own, ...quiet]) findings.push({ run: row.runId, ...finding });
    },
  });
  if (json) {
    const more = {
      range: null,
      ...(isPriced(pricing) ? { pricing } : {}),
      ...(averages === null ? {} : { countries: compareCountries(totals.energyKwh, averages) }),
    };
    await terminal.print(
      `${toJson({ ...totals, ...more, findings: findings.filter(({ code }) => tally.isTold(code)) }, 2)}\n`,
    );
  } else if (totals.runs > 0) {
    await terminal.print(`${sentence}\n`);
    if (averages !== null) await terminal.print(`\n${countriesTable(totals.energyKwh, averages, terminal)}`);
  }
  if (totals.runs > 0) {
    if (asLogged) terminal.tell(AS_LOGGED);
    tellBasis(totals, terminal);
    if (!asLogged) tellCorrection(totals, pricing, terminal);
  }
  const priced = pricingText(pricing);
  if (priced !== null) terminal.tell(priced);
  if (pricing.pue !== undefined && hidden > 0) terminal.tell(hiddenPueText(hidden));
  return finish(totals.runs, tally, { ...args, logs: [...logs, ...tables] }, terminal);
}
