import {
  chmodSync,
  existsSync,
  lstatSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { factsOf, readRuns, statement } from '../../src/index.ts';
import { isOwnBibliography, isOwnCard } from '../../src/report/statement/index.ts';
import { ctParse, expectOneLine } from '../helpers/cli.ts';
import { fixture, withFolder, writeFiles } from '../helpers/fixtures.ts';
import { names, standardLog } from '../helpers/logs.ts';
import { device, trackLog } from '../helpers/track-logs.ts';

const LOGS = fixture('carbontracker', '2.4.3', 'gpu8_cpu2_e3_p1');
const UNMEASURED = fixture('carbontracker', '2.4.3', 'cli_sigint');

describe('the text for a paper', () => {
  const traces = fixture('power-trace', 'nounits.csv');
  const world = fixture('carbontracker', '2.4.3', 'gpu1_cpu1_e3_p1');

  it('calls only those places a world average that have one', async () => {
    const locationOf = async (...logs: string[]): Promise<string | undefined> =>
      /^\| Location \| (.*) \|$/m.exec((await ctParse(['statement', ...logs, '--style', 'markdown'])).stdout)?.[1];
    expect(await locationOf(world)).toBe('unknown, world average');
    expect(await locationOf(world, traces)).toBe('unknown: world average in 1 run and none in 1 run');
    const danish = fixture('carbontracker', '2.4.2', 'gpu1_cpu1_e3_geoDK');
    expect(await locationOf(danish, world)).toMatch(/; unknown \(world average\) for 1 run$/);
    expect(await locationOf(danish, world, traces)).toMatch(
      /; unknown \(world average in 1 run, none in 1 run\) for 2 runs$/,
    );
  });

  it('names a PUE as replaced only where it is', async () => {
    const kept = fixture('console', 'nohup.out');
    const energyOf = async (...args: string[]): Promise<string> => (await ctParse(['aggregate', ...args])).stdout;
    const figures = /^.*? car\./.exec(await energyOf(kept))?.[0] ?? 'none';
    const all = await energyOf(kept, '--pue', '1.2');
    expect(all).toContain(figures);
    expect(all).toContain('The PUE was not recalculated, because the logs do not name');
    expect(all).not.toMatch(/were recalculated|user-supplied/);
    const part = await energyOf(kept, world, '--pue', '1.2');
    expect(part).toContain('Figures were recalculated with a user-supplied PUE of 1.2. The PUE of 1 of 2 runs was not');
    const other = await energyOf(kept, '--pue', '1.2', '--intensity', '30');
    expect(other).toMatch(/recalculated with a user-supplied carbon intensity of 30 gCO2eq\/kWh\. The PUE was not/);
    const text = (await ctParse(['statement', kept, '--pue', '1.2'])).stdout;
    expect(text).not.toContain('the given PUE');
    expect((await ctParse(['statement', kept, world, '--pue', '1.2'])).stdout).toContain('the given PUE replaces');
  });

  it('names no option of the command line; the notes on stderr do', async () => {
    const averaged = fixture('console', 'nohup.out');
    for (const style of ['plain', 'markdown', 'latex', 'neurips', 'model-card']) {
      const { stdout, stderr } = await ctParse(['statement', averaged, '--style', style]);
      expect(stdout, style).toMatch(/arbontracker may have logged the mean of several devices/);
      expect(stdout, style).not.toContain('-devices');
      expect(stderr, style).toContain('; use --devices to decide (1: nohup.out');
    }
  });
});

describe('ct-parse statement', () => {
  it('prints the plain style, and what it rests on beside it', async () => {
    const { code, stdout, stderr } = await ctParse(['statement', LOGS]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^The training of models in this work is estimated to use 0\.179 kWh .*\nA PUE of 1\.58 /);
    expect(stderr).toMatch(/^1 run: 1 measured\nwarning: devices-averaged: .*logged 26\.1 Wh, counted 179 Wh/);
  });

  it('--json is the style json, which has every total of aggregate', async () => {
    const [json, style, aggregate] = await Promise.all([
      ctParse(['statement', LOGS, '--json']),
      ctParse(['statement', LOGS, '--style', 'json']),
      ctParse(['aggregate', LOGS, '--json']),
    ]);
    expect(json.stdout).toBe(style.stdout);
    const { findings: _, ...totals } = JSON.parse(aggregate.stdout) as Record<string, unknown>;
    expect(JSON.parse(json.stdout)).toMatchObject(totals);
    expect(JSON.parse(json.stdout)).toMatchObject({ gpuHours: expect.closeTo((8 * 189.7) / 3600, 9) });
  });

  it('recalculates and names the factors with their sources', async () => {
    const { stdout } = await ctParse(['statement', LOGS, '--country', 'dk', '--year', '2021', '--pue', '1.1']);
    const energyKwh = (0.17884276884 / 1.58) * 1.1;
    expect(stdout).toContain(`use ${energyKwh.toFixed(3)} kWh`);
    expect(stdout).toContain('A PUE of 1.1 (given by the user) is included.');
    expect(stdout).toMatch(
      /is 211 gCO2eq\/kWh \(DK, country average 2021, Electricity Maps yearly average of Denmark, /,
    );
    expect(stdout).toContain('Recalculated: the given PUE and carbon intensity replace the logged values.');
    // Nothing but the factors differs in a run of one GPU.
    const recalculated = await ctParse([
      'statement',
      fixture('carbontracker', '2.4.3', 'gpu1_cpu1_e3_p1'),
      '--pue',
      '1.2',
    ]);
    expect(recalculated.stdout).toMatch(
      /The logs themselves print [^;]+ of CO2eq\. Recalculated: the given PUE replaces the logged value\./,
    );
    expect(recalculated.stdout).not.toMatch(/correct/i);
    const latex = await ctParse(['statement', LOGS, '--country', 'dk', '--style', 'latex']);
    expect(latex.stdout).toMatch(/through CO2\.js \(ODbL\)\)~\\cite\{electricitymaps\}/);
  });

  it.each(['neurips', 'model-card', 'bibtex', 'sci'])(
    '--range is refused with %s, with the styles that have it',
    async (style) => {
      const { code, stderr } = await ctParse(['statement', LOGS, '--range', '--style', style]);
      expect(code).toBe(2);
      expect(stderr).toContain(`--range works with the styles plain, markdown, latex and json, not with ${style}`);
    },
  );

  it('counts the runs of each way to obtain power, and those of each intensity without a place', async () => {
    const { stdout } = await ctParse(['statement', fixture('carbontracker', '2.4.3'), '--style', 'markdown']);
    expect(stdout).toContain(
      '| Power from | CPU: power samples in 10 runs, load model in 1 run, not in the log in 2 runs; GPU: not in the log |',
    );
    expect(stdout).toContain('| Location | unknown: world average in 12 runs and none in 1 run |');
    expect(stdout).toMatch(/\| CO2eq \| [\d.]+ kg \|/);
  });

  it('a PUE that totals include and logs do not name', async () => {
    const { stdout } = await ctParse(['statement', fixture('console')]);
    expect(stdout).toContain('The totals of 18 runs include a PUE that the log does not name.');
  });

  it('--as-logged is what the logs print', async () => {
    const { stdout } = await ctParse(['statement', LOGS, '--as-logged']);
    expect(stdout).toContain('use 0.0261 kWh');
    expect(stdout).toContain('the figures that the logs print, without corrections');
  });

  it('writes a file whole, and nothing on standard output', () =>
    withFolder(async (folder) => {
      const target = path.join(folder, 'statement.md');
      const { code, stdout } = await ctParse(['statement', LOGS, '--style', 'markdown', '-o', target]);
      expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
      const printed = await ctParse(['statement', LOGS, '--style', 'markdown']);
      expect(readFileSync(target, 'utf8')).toBe(printed.stdout);
      expect(readdirSync(folder)).toEqual(['statement.md']);
    }));

  it.each([
    [['--style', 'poem'], /unknown style "poem"; choose one of plain/],
    [['--style'], /--style needs a value/],
    [['--json', '--style', 'plain'], /name two styles/],
    [['--write', 'x.md'], /needs --style model-card/],
    [['--style', 'model-card', '--write', 'x.md', '-o', 'y.md'], /cannot be combined/],
    [['--style', 'latex', '-o', 'x.bib'], /names the \.tex file/],
    [['--as-logged', '--pue', '1.2'], /cannot be combined with other factors/],
    [['--pue', '0.2'], /PUE must be at least 1/],
    [['--training-type', 'guessing'], /unknown training-type "guessing"/],
    [['--memory', ' '], /--memory is empty/],
    [['--region', 'a', '--region', 'b'], /--region can be given once/],
    [['--style', 'plain', '--style', 'latex'], /--style can be given once/],
  ])('%j is wrong usage, in one line', async (options, message) => {
    expectOneLine(await ctParse(['statement', LOGS, ...options]), 2, message);
  });

  it('says where no logs are, and which file cannot be written', () =>
    withFolder(async (folder) => {
      const empty = await ctParse(['statement', folder]);
      expect(empty).toMatchObject({ code: 1, stdout: '' });
      expect(empty.stderr).toMatch(/no logs found/);
      const target = path.join(folder, 'missing', 'x.txt');
      expectOneLine(
        await ctParse(['statement', LOGS, '-o', target]),
        1,
        /cannot write .*x\.txt: no such file or folder/,
      );
    }));

  it('hostile names never reach the terminal as commands', () =>
    withFolder(async (folder) => {
      const name = '\u001b[31mred\u202e\u0007';
      writeFiles(folder, { [names().standard]: standardLog({ components: `GPU with device(s) ${name}.` }) });
      for (const style of ['plain', 'markdown', 'latex', 'neurips', 'arr', 'cvpr', 'model-card', 'json']) {
        const { stdout, code } = await ctParse(['statement', folder, '--style', style, '--provider', name]);
        expect(code).toBe(0);
        // biome-ignore lint/suspicious/noControlCharactersInRegex: these must not come out
        expect(stdout, style).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
      }
    }));
});

describe('a file of the user', () => {
  const BIB = '@article{mine, title = {My paper}}\n';
  const CARD = '---\nlicense: mit\n---\n# My model\n';
  const save = (style: string, target: string): ReturnType<typeof ctParse> =>
    ctParse(['statement', LOGS, '--style', style, '-o', target]);

  it.each([
    ['latex', 'paper.tex', 'paper.bib', BIB, /paper\.bib exists and was not written by ct-parse: name another \.tex/],
    ['bibtex', 'refs.bib', 'refs.bib', '% none yet\n', /refs\.bib exists and .*: name another file, or remove/],
    ['model-card', 'README.md', 'README.md', CARD, /README\.md exists and .* with --write .*README\.md/],
  ])('is not replaced by %s', (style, target, name, content, message) =>
    withFolder(async (folder) => {
      const file = path.join(folder, name);
      writeFileSync(file, content);
      expectOneLine(await save(style, path.join(folder, target)), 2, message);
      expect(readFileSync(file, 'utf8')).toBe(content);
      expect(readdirSync(folder)).toEqual([name]);
    }),
  );

  it.each([
    ['latex', 'paper.tex', 'paper.bib', BIB],
    ['bibtex', 'refs.bib', 'refs.bib', BIB],
    ['model-card', 'README.md', 'README.md', '\n# My model\n'],
  ])('is one of %s with more in it, and our own is replaced', (style, target, name, more) =>
    withFolder(async (folder) => {
      const file = path.join(folder, name);
      expect((await save(style, path.join(folder, target))).code).toBe(0);
      const written = readFileSync(file, 'utf8');
      expect((await save(style, path.join(folder, target))).code).toBe(0);
      expect(readFileSync(file, 'utf8')).toBe(written);
      for (const text of [written + more, more + written]) {
        writeFileSync(file, text);
        expect((await save(style, path.join(folder, target))).code).toBe(2);
        expect(readFileSync(file, 'utf8')).toBe(text);
      }
      writeFileSync(file, '');
      expect((await save(style, path.join(folder, target))).code).toBe(0);
      expect(readFileSync(file, 'utf8')).toBe(written);
    }),
  );

  it('is recognised beside what every kind of log makes of a bibliography and a card', async () => {
    for (const name of ['carbontracker', 'codecarbon', 'power-trace', 'console', 'findings']) {
      const facts = factsOf(await readRuns(fixture(name)));
      expect(isOwnBibliography(await statement(facts, 'bibtex')), name).toBe(true);
      expect(isOwnCard(await statement(facts, 'model-card')), name).toBe(true);
    }
  });
});

describe('the front matter alone', () => {
  it.each([
    ['devices-maybe-shared', 'runs that overlap on devices of the same names may count twice: up to '],
    ['maybe-copies', 'texts without times print the same figures: they may be copies of one run: up to '],
    ['device-counted-once', null],
  ])('carries the doubt of %s', (name, hint) =>
    withFolder(async (folder) => {
      const card = path.join(folder, 'card.md');
      writeFileSync(card, '---\nlicense: mit\n---\n');
      await ctParse(['statement', fixture('findings', name), '--style', 'model-card', '--write', card]);
      const source = /^ {2}source: (.*)$/m.exec(readFileSync(card, 'utf8'))?.[1] ?? '';
      expect(source).toContain('added up by ct-parse');
      if (hint === null) expect(source).not.toContain('may ');
      else expect(source).toContain(hint);
    }),
  );
});

describe('--write', () => {
  const write = (card: string, ...options: string[]): ReturnType<typeof ctParse> =>
    ctParse(['statement', LOGS, '--style', 'model-card', '--write', card, ...options]);
  const CARD = '---\r\nlicense: mit # ours\r\n---\r\n# Model\r\n';

  it('puts the emissions in grams into the card and prints the section for its text', () =>
    withFolder(async (folder) => {
      const card = path.join(folder, 'README.md');
      writeFileSync(card, CARD);
      chmodSync(card, 0o640);
      const { code, stdout, stderr } = await write(card, '--training-type', 'fine-tuning', '--region', 'DK');
      expect(code).toBe(0);
      expect(stdout).toMatch(/^## Environmental Impact\n\n- \*\*Hardware Type:\*\* 8 x NVIDIA A100-SXM4-40GB/);
      expect(stderr).toContain(`${card} has co2_eq_emissions; the section for its text is on standard output`);
      const text = readFileSync(card, 'utf8');
      expect(text.startsWith('---\r\nlicense: mit # ours\r\nco2_eq_emissions:\r\n')).toBe(true);
      expect(text.endsWith('---\r\n# Model\r\n')).toBe(true);
      expect(parse(text.split('---')[1] ?? '')).toMatchObject({
        co2_eq_emissions: { emissions: 79.6, training_type: 'fine-tuning', geographical_location: 'DK' },
      });
      expect(statSync(card).mode & 0o777).toBe(0o640);
      expect(readdirSync(folder)).toEqual(['README.md']);
      const before = statSync(card).mtimeMs;
      expect((await write(card, '--training-type', 'fine-tuning', '--region', 'DK')).stderr).toContain(
        'already holds these',
      );
      expect(statSync(card).mtimeMs).toBe(before);
    }));

  it('follows a link and leaves it one', () =>
    withFolder(async (folder) => {
      const [card, link] = [path.join(folder, 'card.md'), path.join(folder, 'README.md')];
      writeFileSync(card, '# Model\n');
      symlinkSync(card, link);
      expect((await write(link)).code).toBe(0);
      expect(lstatSync(link).isSymbolicLink()).toBe(true);
      expect(readFileSync(card, 'utf8')).toMatch(/^---\nco2_eq_emissions:\n {2}emissions: 79\.6\n/);
    }));

  it.each([
    ['wrong front matter', '---\na: [1\n---\n', 2, /README\.md: the front matter was left as it is: it is no YAML/],
    ['another encoding', new Uint8Array([0x2d, 0xff, 0x0a]), 1, /it is not UTF-8/],
  ])('refuses %s and leaves the file as it is', (_, content, code, message) =>
    withFolder(async (folder) => {
      const card = path.join(folder, 'README.md');
      writeFileSync(card, content);
      expectOneLine(await write(card), code, message);
      expect(readFileSync(card)).toEqual(Buffer.from(content));
      expect(readdirSync(folder)).toEqual(['README.md']);
    }),
  );

  it('refuses what is not there, and logs without CO2eq', () =>
    withFolder(async (folder) => {
      const card = path.join(folder, 'README.md');
      expectOneLine(
        await write(card),
        1,
        /cannot read .*README\.md: no such file or folder \(-o FILE makes a new card\)/,
      );
      expect(existsSync(card)).toBe(false);
      writeFileSync(card, CARD);
      const result = await ctParse(['statement', UNMEASURED, '--style', 'model-card', '--write', card]);
      expectOneLine(result, 2, /the CO2eq of these logs is unknown/);
      expect(readFileSync(card, 'utf8')).toBe(CARD);
    }));
});

it('power that was not measured is named by how it was obtained', () =>
  withFolder(async (folder) => {
    const { standard, output } = trackLog({
      devices: [device('gpu:0', { method: 'simulated' }), device('cpu:0', { component: 'cpu', method: 'estimated' })],
      epochs: [{ startS: 0, endS: 3600, energyJ: { 'gpu:0': 3.6e6, 'cpu:0': 3.6e5 } }],
    });
    writeFiles(folder, { 'x_carbontracker.log': standard, 'x_carbontracker_output.log': output });
    const { stdout } = await ctParse(['statement', folder]);
    expect(stdout).toContain('Part of the power is estimated from a load model, part is that of simulated devices.');
  }));
