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

/** By their names on the command line. */
export async function targetsOf(root: string): Promise<Record<string, Target>> {
  const corpus = new Corpus(root);
  return {
    decimals,
    readers: readers(corpus),
    scans: scans(corpus),
    sources: sources(root),
    audits: audits(corpus),
    reports: reports(corpus),
    tables: await tables(root),
    codecarbon: codecarbonFiles(root),
    datasets: await datasets(root),
    documents: await documents(root),
    marks,
    manifests,
    cards,
    configurations,
  };
}
