/** Makes reports and reads them back with poppler. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { inflateSync } from 'node:zlib';
import type { Run } from '../../../src/model/run.ts';
import { type ReportOptions, renderReport } from '../../../src/report/index.ts';
import { need } from '../../helpers/needs.ts';

/** A fixed date, so that reports are the same on every run. */
export const DATE = new Date('2025-02-03T04:05:06Z');

export async function reportOf(runs: readonly Run[], options: ReportOptions = { date: DATE }): Promise<Buffer> {
  const chunks: Buffer[] = [];
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      chunks.push(chunk);
      done();
    },
  });
  await renderReport(runs, stream, options);
  return Buffer.concat(chunks);
}

/** What a poppler program prints about a PDF. */
export function poppler(
  program: 'pdftotext' | 'pdffonts' | 'pdfimages' | 'pdfinfo',
  pdf: Buffer,
  ...flags: string[]
): string {
  need(program);
  const folder = mkdtempSync(join(tmpdir(), 'ct-parse-'));
  try {
    const path = join(folder, 'report.pdf');
    writeFileSync(path, pdf);
    const output = program === 'pdftotext' ? ['-'] : [];
    return execFileSync(program, [...flags, path, ...output], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The syntax of a PDF with its compressed parts unpacked. */
export function syntaxOf(pdf: Buffer): string {
  const parts = [pdf.toString('latin1')];
  for (let at = pdf.indexOf('stream\n'); at !== -1; at = pdf.indexOf('stream\n', at + 1)) {
    if (pdf.toString('latin1', at - 3, at) === 'end') continue;
    const end = pdf.indexOf('\nendstream', at);
    const bytes = pdf.subarray(at + 'stream\n'.length, end);
    if (/\/ObjStm/.test(pdf.toString('latin1', at - 120, at))) parts.push(inflateSync(bytes).toString('latin1'));
  }
  return parts.join('\n');
}

/** A figure of a column in one unit: three digits, and their whole part. */
export function columnText(value: number): string {
  if (value === 0) return '0';
  if (value < 0.001) return '< 0.001';
  return value < 999.5
    ? String(Number(value.toPrecision(3)).toFixed(Math.max(0, 2 - Math.floor(Math.log10(value)))))
    : value.toLocaleString('en-US', { maximumFractionDigits: 0 });
}

/** Text of a report in one line, so that line breaks do not matter. */
export const textOf = (pdf: Buffer): string => poppler('pdftotext', pdf, '-layout').replace(/\s+/g, ' ');
