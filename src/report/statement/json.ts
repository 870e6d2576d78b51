/** All facts as one object with stable names; quantities end in their unit. */
import { VERSION } from '../../model/version.ts';
import type { Facts } from './facts.ts';
import type { StatementOptions } from './options.ts';
import { sentence } from './sentence.ts';

/** The output of the style `json`; null means unknown. */
export function factsToJson(facts: Facts, options: StatementOptions = {}): Record<string, unknown> {
  const { totals, asLogged, factors, tools, groupedBy: _, ...rest } = facts;
  const { parameters = null, provider = null, region = null, trainingType = null, memory = null } = options;
  return {
    program: { name: 'ct-parse', version: VERSION },
    sentence: sentence(totals, tools),
    ...totals,
    asLogged,
    pricing: { pue: factors.pue ?? null, intensity: factors.intensity ?? null },
    obtained: tools.obtained ?? [],
    ...rest,
    findings: rest.findings.map(({ loose: __, ...kind }) => kind),
    given: { parameters, provider, region, trainingType, memory },
  };
}
