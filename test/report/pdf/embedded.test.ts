/** The data inside a PDF: written, read back, and read after other programs saved the file. */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { CtError } from '../../../src/model/errors.ts';
import { writeDocument } from '../../../src/report/document/index.ts';
import { documentInPdf } from '../../../src/report/pdf/embedded.ts';
import { withFolder } from '../../helpers/fixtures.ts';
import { hasProgram } from '../../helpers/needs.ts';
import { longRun, makeRun } from '../runs.ts';
import { DATE, poppler, reportOf, textOf } from './report.ts';

const run = longRun(12);

describe('the data of a report in its PDF', () => {
  it('are those that the report was made of, and the same bytes each time', async () => {
    const pdf = await reportOf([run]);
    expect((await reportOf([run])).equals(pdf)).toBe(true);
    const document = documentInPdf(pdf, 'report.pdf');
    expect(document).toMatchObject({ date: DATE.toISOString(), totals: { runs: 1 }, writer: { tool: 'ct-parse' } });
    expect(document.entries[0]?.row.runId).toBe(run.id);
    expect(document.entries[0]?.run?.epochs.durationsS).toHaveLength(12);
  });

  it.skipIf(!hasProgram('pdfdetach'))('can be saved by any viewer', async () => {
    const pdf = await reportOf([run]);
    await withFolder((folder) => {
      writeFileSync(path.join(folder, 'report.pdf'), pdf);
      execFileSync('pdfdetach', ['-saveall', '-o', folder, path.join(folder, 'report.pdf')]);
      const saved = readFileSync(path.join(folder, 'ct-parse-report.json'), 'utf8');
      expect(saved).toBe(writeDocument(documentInPdf(pdf, 'report.pdf')));
    });
  });

  it.skipIf(!hasProgram('qpdf'))('are found after another program saved the file', async () => {
    const pdf = await reportOf([run]);
    await withFolder((folder) => {
      const [from, to] = ['a.pdf', 'b.pdf'].map((name) => path.join(folder, name)) as [string, string];
      writeFileSync(from, pdf);
      for (const flags of [['--linearize'], ['--object-streams=disable'], ['--stream-data=uncompress']]) {
        execFileSync('qpdf', [...flags, from, to]);
        expect(documentInPdf(readFileSync(to), 'b.pdf')).toEqual(documentInPdf(pdf, 'a.pdf'));
      }
    });
  });

  it('cut anywhere, or with a changed byte, it is an error in one line, or the same data', async () => {
    const pdf = await reportOf([makeRun({ measured: [{ durationS: 60, gpu: [100], cpu: [50] }] })]);
    const whole = writeDocument(documentInPdf(pdf, 'report.pdf'));
    for (let length = 0; length < pdf.length - 8; length += 97) {
      expect(() => documentInPdf(pdf.subarray(0, length), 'report.pdf')).toThrow(CtError);
    }
    let refused = 0;
    for (let at = 0; at < pdf.length; at += 23) {
      const changed = Buffer.from(pdf);
      changed[at] = (changed[at] ?? 0) ^ 0x15;
      try {
        expect(writeDocument(documentInPdf(changed, 'report.pdf'))).toBe(whole);
      } catch (error) {
        if (!(error instanceof CtError)) throw error;
        expect(error.message).toMatch(/^[^\n]*report\.pdf[^\n]*$/);
        refused += 1;
      }
    }
    expect(refused).toBeGreaterThan(10);
  });
});

describe('what it takes to check a report is on its pages', () => {
  it('program, version, date, inputs and command', async () => {
    const text = textOf(await reportOf([run]));
    expect(text).toMatch(/Program ct-parse \d+\.\d+\.\d+/);
    expect(text).toContain('Date 2025-02-03 04:05:06 UTC');
    expect(text).toContain('ct-parse verify REPORT.pdf LOGS');
  });

  it('an epoch, from the printed power and duration to the printed energy and CO2eq', async () => {
    const text = poppler('pdftotext', await reportOf([run])).replace(/\s+/g, ' ');
    const example =
      /For example, epoch 1 of [^:]+: \(([\d.,]+) W \(GPU\) \+ ([\d.,]+) W \(CPU\)\) × ([\d.,]+) s ÷ 3,600,000 J\/kWh = ([\d.]+) (m?)Wh; × PUE ([\d.]+) = ([\d.]+) (m?)Wh; × ([\d.]+) gCO₂eq\/kWh = ([\d.]+) mg of CO₂eq\./.exec(
        text,
      );
    const [gpuW, cpuW, durationS, energy, , pue, withPue, , gPerKwh, massMg] = (example ?? [])
      .slice(1)
      .map((part) => Number(part.replaceAll(',', ''))) as number[];
    const wattHours = ((Number(gpuW) + Number(cpuW)) * Number(durationS)) / 3600;
    expect(wattHours.toPrecision(3)).toBe(energy?.toPrecision(3));
    expect((wattHours * Number(pue)).toPrecision(3)).toBe(withPue?.toPrecision(3));
    expect((wattHours * Number(pue) * Number(gPerKwh)).toPrecision(3)).toBe(massMg?.toPrecision(3));
  });
});
