/** The log files of the one run in a folder, as text. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type JournalEntry, readJournal } from '../../src/log/journal.ts';
import { scanRecords } from '../../src/log/records.ts';
import { readSamples, type Samples } from '../../src/log/samples.ts';

export interface LogTexts {
  standard: string;
  output: string;
  error: string;
  journal: JournalEntry[];
  samples: Samples | null;
}

export function readLogs(folder: string): LogTexts {
  const textOf = (suffix: string): string => {
    const name = readdirSync(folder).find((file) => file.endsWith(suffix));
    return name === undefined ? '' : readFileSync(join(folder, name), 'utf8');
  };
  const standard = textOf('_carbontracker.log');
  const journal: JournalEntry[] = [];
  scanRecords(standard, (record) => {
    const entry = readJournal(record.text);
    if (entry !== null) journal.push(entry);
  });
  return {
    standard,
    output: textOf('_output.log'),
    error: textOf('_err.log'),
    journal,
    samples: readSamples(textOf('_samples.csv')),
  };
}
