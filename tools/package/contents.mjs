/** What the tarball holds, and what installing it brings: sizes, names, licences, scripts. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { check, consumer, expect, root, run } from './consumer.mjs';

/**
 * A little above what there is, so that growth is a decision. Most is Chart.js, pdfkit and yargs within the commands, then the
 * samples that pages show, and 310 kB for the page that reads logs in a browser.
 * Five faces of fonts are 190 kB, in the commands and in the library. A file more saves the start of a command that does not need it;
 * there are also a skill for coding assistants, a page on what a basis means, a picture of the page, and what reads tables apart.
 */
const BUDGET = { packedKb: 2550, unpackedKb: 5830, files: 160 };
/** What a stranger gets on disk with the package, optional packages left out. */
const INSTALLED_PACKAGES = 30;
const FOLDERS =
  /^(?:dist\/|docs\/[a-z-]+\.md$|docs\/samples\/[a-z0-9-]+\.(?:pdf|png)$|python\/(?:carbontracker|ct_track)\/[a-z_]+\.py$|(?:package\.json|README\.md|LICENSE|CHANGELOG\.md|SECURITY\.md)$|skills\/ct-parse\/SKILL\.md$)/;
const LICENCES = ['MIT', 'ISC', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', '0BSD', 'OFL-1.1', 'BlueOak-1.0.0'];
/** Its file LICENSE holds the MIT licence, its manifest says nothing. */
const UNNAMED = ['png-js'];
/** koffi's script looks for the binary that is already there; that it need not run is checked by its use. */
const WITH_SCRIPT = ['koffi'];

/** Packs as npm would publish; the tarball's path and what npm says of it. */
export function pack(folder) {
  const [packed] = JSON.parse(run('npm', ['pack', '--json', '--pack-destination', folder], { cwd: root }));
  return { ...packed, tarball: path.join(folder, packed.filename) };
}

export function checkContents({ size, unpackedSize, files }) {
  const kb = (bytes) => Math.round(bytes / 1000);
  check('size', () => {
    const within = size <= BUDGET.packedKb * 1000 && unpackedSize <= BUDGET.unpackedKb * 1000;
    const text = `${kb(size)} kB packed, ${kb(unpackedSize)} kB unpacked, ${files.length} files`;
    expect(within && files.length <= BUDGET.files, `${text}; allowed are ${JSON.stringify(BUDGET)}`);
    return `: ${text}`;
  });
  check('nothing but the build and its papers is packed', () => {
    const strange = files.map((file) => file.path).filter((name) => !FOLDERS.test(name));
    expect(strange.length === 0, strange.join(', '));
  });
  check('no file tells where it was built', () => {
    const telling = files.filter(({ path: name }) => readFileSync(path.join(root, name)).includes(`${root}/`));
    expect(telling.length === 0, telling.map((file) => file.path).join(', '));
  });
}

/** The SBOM that npm makes of an installation: licences of all that a stranger gets, and scripts that want to run. */
export function checkInstalled(tarball) {
  const folder = consumer('installed', [tarball]);
  const { components } = JSON.parse(run('npm', ['sbom', '--sbom-format=cyclonedx'], { cwd: folder }));
  check('licences of what is installed', () => {
    const counts = new Map();
    for (const { name, licenses = [] } of components) {
      const [licence = UNNAMED.includes(name) ? 'MIT' : 'none'] = licenses.map(({ license, expression }) => {
        return license?.id ?? license?.name ?? expression;
      });
      expect(LICENCES.includes(licence), `${name}: ${licence}`);
      counts.set(licence, (counts.get(licence) ?? 0) + 1);
    }
    const text = [...counts].map(([licence, count]) => `${count} ${licence}`).join(', ');
    return `: ${components.length} packages, ${text}`;
  });
  check('install scripts', () => {
    const { packages } = JSON.parse(readFileSync(path.join(folder, 'node_modules/.package-lock.json'), 'utf8'));
    const entries = Object.entries(packages);
    const names = entries.filter(([, { hasInstallScript }]) => hasInstallScript).map(([name]) => path.basename(name));
    expect(
      names.every((name) => WITH_SCRIPT.includes(name)),
      names.join(', '),
    );
    return `: of ${names.join(', ')}, never run here`;
  });
  check('the notice names every package that is bundled', () => {
    const notice = readFileSync(path.join(folder, 'node_modules/ct-parse/dist/THIRD-PARTY-NOTICES.txt'), 'utf8');
    const names = notice.match(/^Licence: /gm)?.length ?? 0;
    expect(names > INSTALLED_PACKAGES && !/^Licence: none/m.test(notice), `${names} packages`);
    return `: ${names}`;
  });
  return folder;
}
