/** The entries to cite, ready to copy, and where the tools live. */
import { MONO } from '../fonts/register.ts';
import { bibliography } from '../statement/bibliography.ts';
import { REFERENCES } from '../statement/references.ts';
import type { Tools } from '../statement/tools.ts';
import { INK, type Layout, SIZES } from './layout.ts';

/** A monospaced face is wide: so its longest line fits. */
const CODE_SIZE = 6.8;

const ENTRY = `@misc{anthony2020carbontracker,
  title={Carbontracker: Tracking and Predicting the Carbon Footprint of Training Deep Learning Models},
  author={Lasse F. Wolff Anthony and Benjamin Kanding and Raghavendra Selvan},
  howpublished={ICML Workshop on Challenges in Deploying and monitoring Machine Learning Systems},
  month={July},
  note={arXiv:2007.03051},
  year={2020}
}`;

const LINKS = ['https://github.com/lfwa/carbontracker', 'https://arxiv.org/abs/2007.03051'];

/** Height of the heading, of an entry and of its links, in points. */
const HEADING_PT = 40;
const ENTRY_PT = 90;
const LINK_PT = 13;

/** What is cited. */
function partsOf({ carbontracker, ctTrack, others = [] }: Tools): { entries: string[]; links: string[] } {
  const ofCodecarbon = others.includes('codecarbon');
  const ofCarbontracker = carbontracker || ctTrack !== null || others.includes('carbontracker-tui') || !ofCodecarbon;
  return {
    entries: [
      ...(ofCarbontracker ? [ENTRY] : []),
      ...(ofCodecarbon ? [bibliography([REFERENCES.codecarbon]).trimEnd()] : []),
    ],
    links: [...(ofCarbontracker ? LINKS : []), ...(ofCodecarbon ? [REFERENCES.codecarbon.url] : [])],
  };
}

/** Height of the section, which never stands alone on a page, in points. */
export function bibtexHeight(tools: Tools): number {
  const { entries, links } = partsOf(tools);
  return HEADING_PT + ENTRY_PT * entries.length + LINK_PT * links.length;
}

/** Entries and links of the tools that measured; carbontracker's stands for all that write in its formats. */
export function writeBibtex(layout: Layout, tools: Tools): void {
  const { entries, links } = partsOf(tools);
  layout.section(
    'BibTeX',
    () => {
      for (const line of entries.join('\n').split('\n')) {
        layout.paragraph(line.replace(/^ {2}/, '\u00a0\u00a0'), { size: CODE_SIZE, font: MONO, below: 0 });
      }
      layout.gap(6);
      for (const link of links) layout.paragraph(link, { size: SIZES.small, colour: INK.link, link, below: 1 });
    },
    bibtexHeight(tools) - HEADING_PT,
  );
}
