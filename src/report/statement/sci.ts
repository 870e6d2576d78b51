/** The terms of Software Carbon Intensity (ISO/IEC 21031:2024): ((energy x intensity) + embodied share) per functional unit. */
import { listed, toJson } from '../../model/text.ts';
import { VERSION } from '../../model/version.ts';
import { intensitySentence, pueSentence } from './factor-phrases.ts';
import type { Facts } from './facts.ts';
import { PLAIN } from './markup.ts';
import { noteSentences } from './notes.ts';
import type { StatementOptions } from './options.ts';
import { isMeasured } from './phrases.ts';

/** The terms of the SCI as JSON; one that was not declared is null with a reason, never 0. */
export function sci(facts: Facts, { embodiedCo2eqG, functionalUnit, functionalUnits }: StatementOptions): string {
  const { totals, meanGPerKwh } = facts;
  const known = isMeasured(facts);
  const isWhole = totals.co2eqUnknownRuns === 0;
  const operationalCo2eqG = known && isWhole ? totals.co2eqG : null;
  const units = functionalUnits ?? null;
  const missing = [
    ...(operationalCo2eqG === null ? ['the operational CO2eq is unknown'] : []),
    ...(embodiedCo2eqG === undefined ? ['the embodied share is not declared'] : []),
    ...(units === null || functionalUnit === undefined ? ['the functional unit is not declared'] : []),
  ];
  const isComplete = missing.length === 0 && operationalCo2eqG !== null && units !== null;
  const json = {
    standard: 'ISO/IEC 21031:2024',
    program: { name: 'ct-parse', version: VERSION },
    energy: {
      kWh: known ? totals.energyKwh : null,
      reason: known ? pueSentence(facts, PLAIN) : 'Nothing was measured.',
    },
    intensity: { gPerKwh: known ? meanGPerKwh : null, reason: intensitySentence(facts, PLAIN) },
    operational: { co2eqG: operationalCo2eqG, reason: operationalReason(facts) },
    embodied: {
      co2eqG: embodiedCo2eqG ?? null,
      reason:
        embodiedCo2eqG === undefined ? 'Not in the logs; declare it with --embodied-co2eq-g.' : 'Declared by the user.',
    },
    functionalUnit: {
      unit: functionalUnit ?? null,
      number: units,
      reason:
        functionalUnit === undefined || units === null
          ? 'Not in the logs; declare it with --functional-unit and --functional-units.'
          : 'Declared by the user.',
    },
    sci: {
      gPerUnit: isComplete ? (operationalCo2eqG + (embodiedCo2eqG ?? 0)) / units : null,
      reason: isComplete ? '(operational + embodied) / number of functional units' : `Null because ${listed(missing)}.`,
    },
    notes: noteSentences(facts, PLAIN),
  };
  return `${toJson(json, 2)}\n`;
}

function operationalReason(facts: Facts): string {
  const { totals } = facts;
  if (!isMeasured(facts)) return 'Nothing was measured.';
  if (totals.co2eqUnknownRuns > 0) return `CO2eq is unknown for ${totals.co2eqUnknownRuns} of ${totals.runs} runs.`;
  return 'Energy x carbon intensity, run by run.';
}
