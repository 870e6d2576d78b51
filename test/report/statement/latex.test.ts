/** LaTeX: what is escaped, what compiles, and that the bibliography holds exactly what is cited. */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Phase, readRuns, type StatementStyle, statement, type TotalRange } from '../../../src/index.ts';
import { latexText } from '../../../src/report/statement/latex-text.ts';
import { ctParse } from '../../helpers/cli.ts';
import { fixture, withFolder, writeFiles } from '../../helpers/fixtures.ts';
import { compile } from '../../helpers/latex.ts';
import { names } from '../../helpers/logs.ts';
import { hasLatex } from '../../helpers/needs.ts';
import { device, trackLog } from '../../helpers/track-logs.ts';

const cited = (tex: string): string[] => [
  ...new Set([...tex.matchAll(/\\cite\{([^}]*)\}/g)].map(([, key]) => key ?? '')),
];
const keys = (bib: string): string[] => [...bib.matchAll(/^@\w+\{([^,]+),$/gm)].map(([, key]) => key ?? '');

describe('text in LaTeX', () => {
  it.each([
    ['a_b #1 50% x&y $z {q}', 'a\\_b \\#1 50\\% x\\&y \\$z \\{q\\}'],
    ['~^\\', '\\textasciitilde{}\\textasciicircum{}\\textbackslash{}'],
    ['<a> "b" `c` |', "\\textless{}a\\textgreater{} ''b'' \\`{}c\\`{} \\textbar{}"],
    ['é Ñ ü ç ı ß', '\\\'{e} \\~{N} \\"{u} \\c{c} \\i{} \\ss{}'],
    [
      'Ω µ α ά Ά',
      '\\ensuremath{\\Omega} \\ensuremath{\\mu} \\ensuremath{\\alpha} \\ensuremath{\\alpha} \\ensuremath{A}',
    ],
    ['中 🙂 \ud800', '{[}U+4E2D] {[}U+1F642] {[}U+D800]'],
    ['[v1] *final*', '{[}v1] {*}final{*}'],
    ['a--b', 'a-{}-b'],
    ['CO2eq and CO₂eq', 'CO\\textsubscript{2}eq and CO\\textsubscript{2}eq'],
    ['a\nb\u202ec', 'a b c'],
  ])('%j', (text, expected) => expect(latexText(text)).toBe(expected));

  it('is ASCII, with braces that match and nothing unescaped', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const escaped = latexText(text);
        expect(escaped).toMatch(/^[ -~]*$/);
        const bare = escaped
          .replace(/\\ensuremath\{[^{}]*\}/g, '')
          .replace(/\\(?:[a-zA-Z]+|[#$%&_{}^~"'`=.,])/g, '')
          .replaceAll('~', '');
        expect(bare).not.toMatch(/[#$%&_^\\]/);
        let depth = 0;
        for (const sign of bare.replace(/\{\}/g, '')) {
          depth += sign === '{' ? 1 : sign === '}' ? -1 : 0;
          expect(depth).toBeGreaterThanOrEqual(0);
        }
        expect(depth).toBe(0);
      }),
    );
  });
});

const SCENARIOS = [
  'carbontracker',
  'carbontracker/2.4.3/gpu8_cpu2_e3_p1',
  'carbontracker/2.4.3/cli_sigint',
  'carbontracker/1.0.4/gpu1_cpu1_e3_p1',
  'carbontracker/1.1.7/gpu1_cpu1_e3_prefix',
];

describe.skipIf(!hasLatex())('the width of a page (needs LaTeX)', () => {
  const PHASES: Phase[] = ['development', 'a name of several words that is long'].map((name) => ({
    ...{ name, runs: 1234, energyKwh: 12_345.6, co2eqG: 5_432_100, gpuHours: 98_765.4, durationS: 9_876_543 },
  }));

  it.each(['', 'twocolumn'])('is kept by text, tables and bibliography: %j', async (options) => {
    for (const name of ['carbontracker', 'codecarbon', 'carbontracker/2.4.3/gpu8_cpu2_e3_p1']) {
      const tex = await statement(await readRuns(fixture(name)), 'latex', { phases: PHASES });
      await withFolder(async (folder) => {
        const { log } = compile(folder, tex, '', options);
        expect(log.match(/^Overfull .*$/gm) ?? [], `${name} ${options}`).toEqual([]);
      });
    }
  });
});

describe('the bibliography', () => {
  it.each(SCENARIOS)('of %s holds exactly what is cited', async (name) => {
    const runs = await readRuns(fixture(name));
    const bib = await statement(runs, 'bibtex');
    const tex = await statement(runs, 'latex', { bibliography: 'apart' });
    expect(keys(bib).length).toBeGreaterThan(0);
    expect(keys(bib)).toEqual(cited(tex));
    expect(await statement(runs, 'latex')).toContain(`\\begin{filecontents*}[overwrite]{statement.bib}\n${bib}`);
  });

  it('names what wrote the logs and where factors come from, each only where it is used', async () => {
    const theirs = keys(
      await statement(await readRuns(fixture('carbontracker', '2.4.3', 'gpu1_cpu1_e3_p1')), 'bibtex'),
    );
    expect(theirs.sort()).toEqual([
      'anthony2020carbontracker',
      'bizo2023uptime',
      'ctparse',
      'eea2025cars',
      'iea2025electricity',
    ]);
    await withFolder(async (folder) => {
      const { standard, output } = trackLog({ epochs: [{ startS: 0, endS: 9, energyJ: { 'gpu:0': 9, 'gpu:1': 9 } }] });
      writeFiles(folder, { [names().standard]: standard, [names().output]: output });
      expect(keys(await statement(await readRuns(folder), 'bibtex')).sort()).toEqual(['ctparse', 'eea2025cars']);
    });
  });
});

/** A log whose every name is hostile. */
function hostileLog(name: string): ReturnType<typeof trackLog> {
  return trackLog({
    devices: [device('gpu:0', { name })],
    start: {
      intensity: { gPerKwh: 100, kind: 'country-average', location: name, year: 2024, source: name },
      pue: { value: 1.5, source: name },
    },
    epochs: [{ startS: 0, endS: 9, energyJ: { 'gpu:0': 9 } }],
  });
}

const HOSTILE = 'x_#%&$~^\\{}<>"|`\'*@ --- \\input{/etc/passwd} \\end{document} Ωµάé ñ Ł 中文 🙂 \u0301 \ud800';

const phases: Phase[] = [{ name: HOSTILE, runs: 2, energyKwh: 1.5, co2eqG: null, gpuHours: 3, durationS: 100 }];

describe.skipIf(!hasLatex())('compiled', () => {
  it.each(SCENARIOS)('%s: the pages hold the figures, and BibTeX has no complaint', (name) =>
    withFolder(async (folder) => {
      const runs = await readRuns(fixture(name));
      const tex = await statement(runs, 'latex', { bibliography: 'apart' });
      writeFiles(folder, { 'statement.tex': tex, 'statement.bib': await statement(runs, 'bibtex') });
      const { log, bibtex, text } = compile(folder, '\\input{statement}');
      expect(bibtex).not.toMatch(/warning|error/i);
      expect(log).not.toMatch(/undefined|multiply defined|^!/m);
      const figures = [...tex.matchAll(/^\\newcommand\{\\(ct\w+)\}\{(.*)\}$/gm)];
      const used = figures.filter(([, macro]) => tex.includes(`\\${macro}{}`));
      expect(used.length).toBeGreaterThan(5);
      for (const [, macro, value = ''] of used) expect(text, macro).toContain(asSet(value));
    }),
  );

  it('the range has a macro for each bound, and a sentence', () =>
    withFolder(async (folder) => {
      const logs = fixture('carbontracker', '2.4.3');
      const { stdout } = await ctParse(['statement', logs, '--style', 'latex', '--range']);
      const json = await ctParse(['statement', logs, '--style', 'json']);
      const { range }: { range: TotalRange } = JSON.parse(json.stdout);
      const [lowKg, highKg] = (range.co2eqG ?? []).map((massG) => (massG / 1000).toFixed(3));
      const [lowKwh, highKwh] = range.energyKwh.map((energyKwh) => energyKwh.toFixed(3));
      const macros = Object.fromEntries(
        [...stdout.matchAll(/^\\newcommand\{\\(ct\w+)\}\{\\qty\{([^}]*)\}/gm)].map(([, name, value]) => [name, value]),
      );
      expect(macros).toMatchObject({
        ...{ ctEnergyLow: lowKwh, ctEnergyHigh: highKwh, ctCarbonLow: lowKg, ctCarbonHigh: highKg },
      });
      writeFileSync(path.join(folder, 'text.tex'), stdout);
      const { log, text } = compile(folder, '\\input{text}');
      expect(log).not.toMatch(/undefined|^!/m);
      expect(text).toContain(`Therangeis${lowKwh}kWhto${highKwh}kWhofelectricityand${lowKg}kgto${highKg}kgof`);
      const plain = await ctParse(['statement', logs, '--style', 'latex']);
      expect(plain.stdout).not.toMatch(/ctEnergyLow|The range/);
    }));

  it('from standard output alone: LaTeX writes the bibliography itself', () =>
    withFolder(async (folder) => {
      const { stdout } = await ctParse(['statement', fixture('carbontracker', '2.4.3'), '--style', 'latex']);
      writeFileSync(path.join(folder, 'text.tex'), stdout);
      const { log, bibtex, text } = compile(folder, '\\input{text}');
      expect(bibtex).not.toMatch(/warning|error/i);
      expect(log).not.toMatch(/undefined|^!/m);
      expect(text).toContain('LasseF.WolffAnthony');
    }));

  it('names of devices, places and sources that mean something to LaTeX stay text', () =>
    withFolder(async (folder) => {
      const { standard, output } = hostileLog(HOSTILE);
      writeFiles(folder, { [`logs/${names().standard}`]: standard, [`logs/${names().output}`]: output });
      const runs = await readRuns(path.join(folder, 'logs'));
      const options = { phases, provider: HOSTILE, region: HOSTILE, memory: HOSTILE, parameters: HOSTILE };
      const text = async (style: StatementStyle): Promise<string> => statement(runs, style, options);
      const answers = '\\newcommand{\\answerYes}{Yes}\\newcommand{\\answerTODO}{TODO}';
      writeFiles(folder, { 'statement.tex': await text('latex'), 'neurips.tex': await text('neurips') });
      const body = '\\input{statement}\n\\begin{itemize}\n\\input{neurips}\n\\end{itemize}\nThe end.';
      const compiled = compile(folder, body, answers);
      expect(compiled.bibtex).not.toMatch(/warning|error/i);
      expect(compiled.log).not.toMatch(/undefined|^!/m);
      expect(compiled.text).toContain('\\input{/etc/passwd}');
      expect(compiled.text).toContain('[U+4E2D][U+6587]');
      expect(compiled.text).toContain('Theend.');
      expect(compiled.text).not.toContain('root:');
    }));

  it.each<StatementStyle>(['latex', 'neurips'])(
    '%s: brackets and stars stay text at the start of every row, list and paragraph',
    (style) =>
      withFolder(async (folder) => {
        const starts = ['[v1] final', '[3pt]', '*', '*[2ex] x', '日志', '[', ']', '[]{}'];
        const rows = [...starts, ...starts].map((name) => ({ ...phases[0], name }) as Phase);
        const { standard, output } = hostileLog('[8] *A100*');
        writeFiles(folder, { [`logs/${names().standard}`]: standard, [`logs/${names().output}`]: output });
        const [name = ''] = starts;
        const given = { provider: name, region: name, memory: name, parameters: name };
        const text = await statement(await readRuns(path.join(folder, 'logs')), style, { phases: rows, ...given });
        const isList = style === 'neurips';
        writeFiles(folder, isList ? { 'statement.bib': '' } : {});
        const answers = '\\newcommand{\\answerYes}{Yes}';
        const body = isList ? `\\begin{itemize}\n${text}\\end{itemize}\n\\nocite{*}` : text;
        const compiled = compile(folder, body, answers);
        expect(compiled.log).not.toMatch(/undefined|^!/m);
        for (const start of starts) {
          const shown = start.replace('日志', '[U+65E5][U+5FD7]').replace(/\s/g, '');
          expect(compiled.text.split(shown).length - 1, start).toBeGreaterThanOrEqual(2);
        }
        expect(compiled.text).toContain('[8]*A100*');
      }),
  );

  it('any text at all', () =>
    withFolder((folder) => {
      const texts = fc.sample(fc.string({ unit: 'binary', maxLength: 40 }), { numRuns: 600, seed: 7 });
      const letters = Array.from({ length: 0x600 - 0x20 }, (_, i) => String.fromCodePoint(0x20 + i));
      const lines = [...texts, ...letters].map((text) => `\\noindent x${latexText(text)}x\\par`);
      writeFiles(folder, { 'statement.bib': '' });
      const { log } = compile(folder, `${lines.join('\n')}\nThe end.\\nocite{*}\\cite{none}`);
      expect(log).not.toMatch(/^!/m);
      expect(log).not.toMatch(/Missing character/);
    }));
});

/** A figure as it stands on the page, without blanks: `\qty{0.179}{\kWh}` as `0.179kWh`. */
const asSet = (value: string): string => value.replace(/\\(?:qty|num)|[{}\\\s]/g, '');

describe('ct-parse statement --style latex -o', () => {
  it('writes both files beside each other and says so', () =>
    withFolder(async (folder) => {
      const target = path.join(folder, 'my _#% stats.tex');
      const logs = fixture('carbontracker', '2.4.3', 'gpu1_cpu1_e3_p1');
      const { code, stdout, stderr } = await ctParse(['statement', logs, '--style', 'latex', '-o', target]);
      expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
      const bibFile = path.join(folder, 'my _#% stats.bib');
      expect(stderr.split('\n')[0]).toBe(`${target}, with its bibliography in ${bibFile}`);
      const [tex, bib] = [readFileSync(target, 'utf8'), readFileSync(bibFile, 'utf8')];
      expect(keys(bib)).toEqual(cited(tex));
      expect(tex).not.toContain('filecontents');
    }));
});
