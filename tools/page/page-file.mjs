/** A plugin for the bundler: script, style and countries become one HTML file that needs nothing else. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const COUNTRIES = '@tgwf/co2/data/electricity-maps';

/** What stands in a browser in place of files that need Node; both of a pair export the same. */
export const TWINS = {
  'src/parser/system.ts': 'page/reader/system.ts',
  'src/parser/find/whole.ts': 'page/reader/whole.ts',
};

const at = (name) => new URL(`../../${name}`, import.meta.url);
const hashOf = (text) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/** Comments and the room between rules are of no use to a browser. */
const smaller = (css) =>
  css
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/\s+/g, ' ')
    .replace(/ ?([{};,>]) ?/g, '$1')
    .replace(/: /g, ':')
    .trim();

/** The averages of countries alone, without those of grid zones: a fortieth of the table. */
async function countryTable() {
  const years = Object.entries(await import(COUNTRIES)).filter(([name]) => /^yearly\d{4}$/.test(name));
  const rows = {};
  for (const [i, [, { data }]] of years.entries()) {
    for (const [code, { zone, carbonIntensity }] of Object.entries(data)) {
      if (!/^[A-Z]{2}$/.test(code)) continue;
      rows[code] ??= [zone.zoneName, ...years.map(() => null)];
      rows[code][i + 1] = carbonIntensity.value;
    }
  }
  return [
    `const rows = ${JSON.stringify(rows)};`,
    'const rowOf = (name, value) => ({ zone: { zoneName: name }, carbonIntensity: { value } });',
    'const tableOf = (i) => ({ data: Object.fromEntries(Object.entries(rows).filter(([, row]) => row[i] !== null).map(([code, row]) => [code, rowOf(row[0], row[i])])) });',
    ...years.map(([name], i) => `export const ${name} = tableOf(${i + 1});`),
  ].join('\n');
}

/** Unpacks the program and starts it: its text has the hash that the policy names, so it runs and nothing else does. */
const LOADER = `
const at = document.getElementById('program');
const bytes = Uint8Array.from(atob(at.textContent.trim()), (sign) => sign.charCodeAt(0));
const text = new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'))).text();
text.then((code) => {
  const script = document.createElement('script');
  script.type = 'module';
  script.textContent = code;
  document.body.append(script);
});
`;

/** @param version shown by the page, and in its head */
export function pageFile(version) {
  return {
    name: 'page-file',
    async resolveId(id, importer) {
      if (id === COUNTRIES) return `\0${COUNTRIES}`;
      // Gestures of touch screens, which the page does without.
      if (id === 'hammerjs') return '\0hammerjs';
      const found = await this.resolve(id, importer, { skipSelf: true });
      const twin = Object.entries(TWINS).find(([name]) => found?.id === fileURLToPath(at(name)))?.[1];
      return twin === undefined ? found : fileURLToPath(at(twin));
    },
    load: (id) => {
      if (id === '\0hammerjs') return 'export default null;';
      return id === `\0${COUNTRIES}` ? countryTable() : null;
    },
    generateBundle(_, bundle) {
      const [chunk, ...others] = Object.values(bundle).filter(({ type }) => type === 'chunk');
      if (others.length > 0) throw new Error('the page must be one script');
      const code = chunk.code.trim();
      const style = smaller(readFileSync(at('page/style.css'), 'utf8'));
      const policy = `default-src 'none'; script-src ${hashOf(LOADER)} ${hashOf(code)}; style-src ${hashOf(style)}; img-src data: blob:; base-uri 'none'; form-action 'none'`;
      const parts = {
        policy,
        version,
        style,
        loader: LOADER,
        program: gzipSync(code, { level: 9 }).toString('base64'),
      };
      const source = readFileSync(at('page/page.html'), 'utf8').replace(
        /\/\*(policy|version|style|loader|program)\*\//g,
        (_mark, name) => parts[name],
      );
      for (const name of Object.keys(bundle)) delete bundle[name];
      this.emitFile({ type: 'asset', fileName: 'page/ct-parse.html', source });
    },
  };
}
