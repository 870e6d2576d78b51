/** Annex XI of the EU's AI Act (Regulation (EU) 2024/1689), section 1, point 2 (d) and (e), and the same of its model documentation form. */
import { plural } from '../../model/text.ts';
import { carbonAndBasis, wholeProject } from './checklist.ts';
import type { Facts } from './facts.ts';
import { PLAIN } from './markup.ts';
import type { StatementOptions } from './options.ts';
import * as phrases from './phrases.ts';

const KWH_PER_MWH = 1000;

/** Values for Annex XI, as lines of text. */
export function aiAct(facts: Facts, options: StatementOptions): string {
  const { totals } = facts;
  return [
    'Annex XI, section 1, point 2 (d): computational resources, training time',
    `  Floating point operations: ${phrases.TODO}`,
    `  Hardware: ${phrases.hardwarePhrase(facts, PLAIN)}; ${phrases.placeText(options, PLAIN)}`,
    `  Training time: ${phrases.durationPhrase(facts, PLAIN)} in ${plural(totals.runs, 'run')}; ${phrases.deviceHoursPhrase(facts, PLAIN)}`,
    '',
    'Annex XI, section 1, point 2 (e): energy consumption',
    `  Energy used for training: ${energyText(facts)}`,
    `  Known or estimated: ${knownText(facts)}`,
    `  Method: ${carbonAndBasis(facts, PLAIN)}`,
    `  Whole project: ${wholeProject(facts, PLAIN)}`,
    '',
  ].join('\n');
}

/** In MWh, as the model documentation form asks, with at least two significant figures. */
function energyText(facts: Facts): string {
  if (!phrases.isMeasured(facts)) return 'not measured';
  const mwh = facts.totals.energyKwh / KWH_PER_MWH;
  const [digits = '', exponent = '0'] = mwh.toExponential(2).split('e');
  return `${phrases.energyPhrase(facts, PLAIN)} (${mwh === 0 ? '0' : `${digits} x 10^${Number(exponent)}`} MWh)`;
}

/** Energy is known only where every run was measured to its end. */
function knownText(facts: Facts): string {
  const { totals, tools } = facts;
  if (!phrases.isMeasured(facts)) return 'neither; nothing was measured';
  const isKnown =
    totals.basis.measured.runs === totals.runs && (tools.obtained ?? []).every((one) => one === 'measured');
  return isKnown ? 'known (measured)' : 'partly or wholly estimated';
}
