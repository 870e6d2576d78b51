import { Corpus } from '../corpus.ts';
import type { Target } from '../target.ts';
import { audits } from './audits.ts';
import { codecarbonFiles } from './codecarbon.ts';
import { datasets } from './datasets.ts';
import { decimals } from './decimals.ts';
import { documents } from './documents.ts';
import { cards, configurations, manifests } from './hand-written.ts';
import { marks } from './marks.ts';
import { readers } from './readers.ts';
import { reports } from './reports.ts';
import { scans } from './scans.ts';
import { sources } from './sources.ts';
import { tables } from './tables.ts';

/** Makes a target; the texts of some take seconds to make, so that a worker makes only its own. */
type Maker = (root: string) => Target | Promise<Target>;

/** By their names on the command line. */
const TARGETS: Record<string, Maker> = {
  decimals: () => decimals,
  readers: (root) => readers(new Corpus(root)),
  scans: (root) => scans(new Corpus(root)),
  sources,
  audits: (root) => audits(new Corpus(root)),
  reports: (root) => reports(new Corpus(root)),
  tables,
  codecarbon: codecarbonFiles,
  datasets,
  documents,
  marks: () => marks,
  manifests: () => manifests,
  cards: () => cards,
  configurations: () => configurations,
};

/** @throws Error for a name that no target has */
export async function targetNamed(name: string, root: string): Promise<Target> {
  const make = TARGETS[name];
  if (make === undefined) throw new Error(`no target '${name}'`);
  return make(root);
}
