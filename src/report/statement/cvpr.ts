/** Values to copy into CVPR's compute reporting form, by its sections. */
import { plural } from '../../model/text.ts';
import { wholeProject } from './checklist.ts';
import * as factors from './factor-phrases.ts';
import type { Facts } from './facts.ts';
import { PLAIN } from './markup.ts';
import * as notes from './notes.ts';
import type { StatementOptions } from './options.ts';
import * as phrases from './phrases.ts';

/** Values by the sections of the form, as lines of text. */
export function cvpr(facts: Facts, { parameters, provider, region, memory }: StatementOptions): string {
  const m = PLAIN;
  const given = (text: string | undefined): string => m.text(text ?? phrases.TODO);
  const [pue, intensity] = [factors.pueSentence(facts, m), factors.intensitySentence(facts, m)];
  const sections: [string, [string, string][]][] = [
    [
      '1 Hardware',
      [
        ['Devices', phrases.hardwarePhrase(facts, m)],
        ['Memory', given(memory)],
        ['Provider or cluster', given(provider)],
        ['Region', given(region)],
      ],
    ],
    [
      '2 Task and compute',
      [
        ['Task', phrases.TODO],
        ['Number of parameters', given(parameters)],
        ['Runs', phrases.runsPhrase(facts, m)],
        ['Time of a run, mean', phrases.meanRunPhrase(facts, m)],
        ['Time of a run, longest', phrases.longestRunPhrase(facts, m)],
        ['Time of all runs', phrases.durationPhrase(facts, m)],
        ['GPU-hours', phrases.gpuHoursPhrase(facts, m)],
        ['CPU-hours (of packages)', phrases.cpuHoursPhrase(facts, m)],
        ['Energy', phrases.energyPhrase(facts, m)],
        ['Carbon footprint', phrases.carbonPhrase(facts, m)],
        ['Basis', notes.basisPhrase(facts, m)],
      ],
    ],
    ['3 Development history (optional)', [['Whole project', wholeProject(facts, m)]]],
    ['4 Anonymised W&B logs', [['Logs', `${phrases.TODO} (these are ${logs(facts)}, not W&B's)`]]],
    [
      '5 Verification',
      [
        ['Logged by', phrases.writersPhrase(facts, m)],
        ['Period', phrases.periodPhrase(facts, m)],
        ['How to check', `ct-parse ${phrases.versionPhrase(m)}, statement of the same logs`],
        [
          'Method',
          [...(phrases.isMeasured(facts) ? [pue, intensity] : []), ...notes.noteSentences(facts, m)].join(' '),
        ],
      ],
    ],
  ];
  const parts = sections.map(([title, fields]) => {
    const lines = fields.filter(([, value]) => value !== '').map(([name, value]) => `  ${name}: ${value}`);
    return `${title}\n${lines.join('\n')}\n`;
  });
  return parts.join('\n');
}

const logs = ({ totals }: Facts): string => `the logs of ${plural(totals.runs, 'run')}`;
