/** References of a statement: the tools, and the sources of PUE, carbon intensity and equivalents. */
import { VERSION } from '../../model/version.ts';

/** An entry of a bibliography; fields are plain text. */
export interface Reference {
  /** Key of the entry, such as `anthony2020carbontracker`. */
  key: string;
  /** BibTeX type of the entry. */
  kind: 'misc' | 'techreport';
  /** Fields by their BibTeX names. */
  fields: Readonly<Record<string, string>>;
  /** Address; null where there is none. */
  url: string | null;
  /** Whether the reference contains all details of the source of a factor. */
  holdsAll: boolean;
}

/** As CodeCarbon's README asks to be cited, whichever version measured. */
const CODECARBON_AUTHORS = [
  ...['Benoit Courty', 'Victor Schmidt', 'Sasha Luccioni', 'Goyal-Kamal', 'MarionCoutarel', 'Boris Feld'],
  ...['Jérémy Lecourt', 'LiamConnell', 'Amine Saboni', 'Inimaz', 'supatomic', 'Mathilde Léval', 'Luis Blanche'],
  ...['Alexis Cruveiller', 'ouminasara', 'Franklin Zhao', 'Aditya Joshi', 'Alexis Bogroff', 'Hugues de Lavoreille'],
  ...['Niko Laskaris', 'Edoardo Abati', 'Douglas Blank', 'Ziyao Wang', 'Armin Catovic', 'Marc Alencon'],
  ...['Michał Stęchły', 'Christian Bauer', 'Lucas Otávio N. de Araújo', 'JPW', 'MinervaBooks'],
];

/** References by name; title and authors of carbontracker's paper are from arXiv:2007.03051. */
export const REFERENCES = {
  carbontracker: {
    key: 'anthony2020carbontracker',
    kind: 'misc',
    fields: {
      author: 'Lasse F. Wolff Anthony and Benjamin Kanding and Raghavendra Selvan',
      title: '{Carbontracker}: Tracking and Predicting the Carbon Footprint of Training Deep Learning Models',
      howpublished: 'ICML Workshop on Challenges in Deploying and monitoring Machine Learning Systems',
      month: 'July',
      year: '2020',
      note: 'arXiv:2007.03051',
    },
    url: 'https://github.com/lfwa/carbontracker',
    holdsAll: true,
  },
  codecarbon: {
    key: 'courty2024codecarbon',
    kind: 'misc',
    fields: {
      author: CODECARBON_AUTHORS.join(' and '),
      title: '{mlco2/codecarbon}: v2.4.1',
      howpublished: 'Zenodo',
      month: 'May',
      year: '2024',
      note: 'doi:10.5281/zenodo.11171501',
    },
    url: 'https://github.com/mlco2/codecarbon',
    holdsAll: true,
  },
  carbontrackerTui: {
    key: 'carbontrackertui',
    kind: 'misc',
    fields: { key: 'carbontracker-tui', title: '{carbontracker-tui}: terminal-first carbon tracking', year: '2026' },
    url: 'https://github.com/saintslab/carbontracker-tui',
    holdsAll: true,
  },
  nvidiaSmi: {
    key: 'nvidiasmi',
    kind: 'misc',
    fields: { author: '{NVIDIA}', title: '{NVIDIA} System Management Interface (nvidia-smi)' },
    url: 'https://developer.nvidia.com/system-management-interface',
    holdsAll: true,
  },
  ctParse: {
    key: 'ctparse',
    kind: 'misc',
    fields: {
      key: 'ct-parse',
      title: '{ct-parse}: reads carbontracker logs and adds them up',
      note: `Version ${VERSION}`,
    },
    url: null,
    holdsAll: true,
  },
} as const satisfies Record<string, Reference>;

/** Sources that are known by how they begin. */
const KNOWN: readonly { begins: string; reference: Reference }[] = [
  {
    begins: 'IEA, Electricity 2025',
    reference: {
      key: 'iea2025electricity',
      kind: 'techreport',
      fields: {
        author: '{International Energy Agency}',
        title: '{Electricity 2025}',
        institution: 'IEA',
        year: '2025',
      },
      url: 'https://www.iea.org/reports/electricity-2025',
      holdsAll: true,
    },
  },
  {
    begins: 'IEA, Global Energy & CO2 Status Report 2019',
    reference: {
      key: 'iea2019status',
      kind: 'techreport',
      fields: {
        author: '{International Energy Agency}',
        title: '{Global Energy & CO2 Status Report 2019}',
        institution: 'IEA',
        year: '2019',
      },
      url: 'https://www.iea.org/reports/global-energy-co2-status-report-2019',
      holdsAll: true,
    },
  },
  {
    begins: 'Electricity Maps',
    reference: {
      key: 'electricitymaps',
      kind: 'misc',
      fields: { author: '{Electricity Maps}', title: 'Carbon intensity of electricity', note: 'Through CO2.js, ODbL' },
      url: 'https://www.electricitymaps.com',
      holdsAll: false,
    },
  },
  {
    begins: 'European Environment Agency, average CO2 emissions',
    reference: {
      key: 'eea2025cars',
      kind: 'misc',
      fields: {
        author: '{European Environment Agency}',
        title: 'Average {CO2} emissions from new cars and new vans',
        year: '2025',
      },
      url: 'https://www.eea.europa.eu/en/newsroom/news/average-co2-emissions-from-new-cars-and-new-vans',
      holdsAll: true,
    },
  },
];

/** `Daniel Bizo, 2023, Uptime Institute Global Data Center Survey`, as carbontracker logs the source of its PUE. */
const SURVEY = /^([\p{L}][\p{L} .'-]{0,60}), (\d{4}), (Uptime Institute [\p{L} ]{1,60})$/u;

/** The entry of a source of a factor; null where none is known. */
export function referenceOf(source: string): Reference | null {
  const known = KNOWN.find(({ begins }) => source.startsWith(begins));
  if (known !== undefined) return known.reference;
  const survey = SURVEY.exec(source);
  if (survey === null) return null;
  const [, author = '', year = '', title = ''] = survey;
  const surname = (author.split(' ').at(-1) ?? '').normalize('NFD').replace(/[^A-Za-z]/g, '');
  if (surname === '') return null;
  const fields = { author, title: `{${title}}`, institution: 'Uptime Institute', year };
  const key = `${surname.toLowerCase()}${year}uptime`;
  return { key, kind: 'techreport', fields, url: null, holdsAll: true };
}

/** Whether an entry of this key is one of ours. */
export const isOwnKey = (key: string): boolean =>
  /^[a-z]+\d{4}uptime$/.test(key) ||
  [...Object.values(REFERENCES), ...KNOWN.map(({ reference }) => reference)].some((one) => one.key === key);
