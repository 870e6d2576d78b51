/** The entries to cite, ready to copy, and where the tools live. */
import { bibliography } from '../statement/bibliography.ts';
import { REFERENCES } from '../statement/references.ts';
import type { Tools } from '../statement/tools.ts';
import { INK, type Layout, SIZES } from './layout.ts';

const ENTRY = `@misc{anthony2020carbontracker,
  title={Carbontracker: Tracking and Predicting the Carbon Footprint of Training Deep Learning Models},
  author={Lasse F. Wolff Anthony and Benjamin Kanding and Raghavendra Selvan},
  howpublished={ICML Workshop on Challenges in Deploying and monitoring Machine Learning Systems},
  month={July},
  note={arXiv:2007.03051},
  year={2020}
}`;

const LINKS = ['https://github.com/lfwa/carbontracker', 'https://arxiv.org/abs/2007.03051'];

/** Height of an entry and its links, which stay together, in points. */
const BIBTEX_PT = 120;

/** Entries and links of the tools that measured; carbontracker's stands for all that write in its formats. */
export function writeBibtex(layout: Layout, { carbontracker, ctTrack, others = [] }: Tools): void {
  const ofCodecarbon = others.includes('codecarbon');
  const ofCarbontracker = carbontracker || ctTrack !== null || others.includes('carbontracker-tui') || !ofCodecarbon;
  const entries = [
    ...(ofCarbontracker ? [ENTRY] : []),
    ...(ofCodecarbon ? [bibliography([REFERENCES.codecarbon]).trimEnd()] : []),
  ];
  const links = [...(ofCarbontracker ? LINKS : []), ...(ofCodecarbon ? [REFERENCES.codecarbon.url] : [])];
  layout.section(
    'BibTeX',
    () => {
      for (const line of entries.join('\n').split('\n')) {
        layout.paragraph(line.replace(/^ {2}/, '\u00a0\u00a0'), { size: SIZES.small, below: 0 });
      }
      layout.gap(6);
      for (const link of links) layout.paragraph(link, { size: SIZES.small, colour: INK.link, link, below: 1 });
    },
    BIBTEX_PT * entries.length,
  );
}
