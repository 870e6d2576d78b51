/** All runs: head, what-if, table, charts, findings, factors, texts. */
import { source } from '../state.ts';
import { About } from './about.tsx';
import { Charts } from './charts.tsx';
import { Factors } from './factors.tsx';
import { Findings } from './findings.tsx';
import { Head } from './head.tsx';
import { RunTable } from './run-table.tsx';
import { Texts } from './texts.tsx';
import { WhatIfBar } from './what-if.tsx';

/** The sections for all runs; nothing without a document. */
export function Report() {
  if (source.value === null) return null;
  return (
    <>
      <Head />
      <WhatIfBar />
      <RunTable />
      <Charts />
      <Findings />
      <Factors />
      <Texts />
      <About />
    </>
  );
}
