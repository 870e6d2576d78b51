/** A plugin for the bundler: script, style and countries become one HTML file that needs nothing else. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

const COUNTRIES = '@tgwf/co2/data/electricity-maps';

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
  const tables = await import(COUNTRIES);
  const names = {};
  const values = {};
  for (const [name, { data }] of Object.entries(tables)) {
    const year = /^yearly(\d{4})$/.exec(name)?.[1];
    if (year === undefined) continue;
    values[year] = {};
    for (const [code, { zone, carbonIntensity }] of Object.entries(data)) {
      if (!/^[A-Z]{2}$/.test(code)) continue;
      names[code] = zone.zoneName;
      values[year][code] = carbonIntensity.value;
    }
  }
  const lines = Object.keys(values).map(
    (year) => `export const yearly${year} = tableOf(values[${JSON.stringify(year)}]);`,
  );
  return [
    `const names = ${JSON.stringify(names)};`,
    `const values = ${JSON.stringify(values)};`,
    'const rowOf = ([code, value]) => [code, { zone: { zoneName: names[code] }, carbonIntensity: { value } }];',
    'const tableOf = (of) => ({ data: Object.fromEntries(Object.entries(of).map(rowOf)) });',
    ...lines,
  ].join('\n');
}

/** @param version shown by the page, and in its head */
export function pageFile(version) {
  return {
    name: 'page-file',
    resolveId: (id) => (id === COUNTRIES ? `\0${COUNTRIES}` : null),
    load: (id) => (id === `\0${COUNTRIES}` ? countryTable() : null),
    generateBundle(_, bundle) {
      const [chunk, ...others] = Object.values(bundle).filter(({ type }) => type === 'chunk');
      if (others.length > 0) throw new Error('the page must be one script');
      // What would end the script or open a comment in HTML is written in another way; both stand in texts only.
      const script = `\n${chunk.code.trim().replaceAll('</script', '<\\/script').replaceAll('<!--', '<\\!--')}\n`;
      const style = smaller(readFileSync(at('page/style.css'), 'utf8'));
      const policy = `default-src 'none'; script-src ${hashOf(script)}; style-src ${hashOf(style)}; img-src data: blob:; base-uri 'none'; form-action 'none'`;
      const parts = { policy, version, style, script };
      const source = readFileSync(at('page/page.html'), 'utf8').replace(
        /\/\*(policy|version|style|script)\*\//g,
        (_mark, name) => parts[name],
      );
      for (const name of Object.keys(bundle)) delete bundle[name];
      this.emitFile({ type: 'asset', fileName: 'page/ct-parse.html', source });
    },
  };
}
