// SPDX-License-Identifier: Apache-2.0
// Builds the client into web/dist: a first script and those that come later, one stylesheet, three
// workers, constant pages. The same sources give the same bytes. Fails when the first page grows
// beyond what was promised.

import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { catalogues } from '../scripts/locale.mjs';
import { closedDoors } from './bundle.mjs';

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const OUT = join(ROOT, 'web/dist');
const STATIC = join(ROOT, 'web/static');
const WASM = join(ROOT, 'build/core.wasm');

/** What the README promises: gzipped script before anything can be seen. */
const FIRST_PAGE_BYTES_MAX = 60 * 1024;

/** By scripts/sign-client.sh; stays as long as what it signs. */
const SIGNATURE = 'manifest.json.minisig';

const TEXT = /\.(html|js|css|svg|webmanifest|json|txt)$/;

const COMMON = {
  bundle: true,
  minify: true,
  write: false,
  metafile: true,
  target: ['es2022'],
  charset: 'utf8',
  legalComments: 'none',
  logLevel: 'error',
  absWorkingDir: ROOT,
};

const started = performance.now();
refreshWasm();

/** Path below web/dist → bytes. */
const files = new Map();
const inputs = new Set();

const [vaultWorker, coreWorker, frameWorker] = await Promise.all([
  worker('vault', 'web/src/vault/vault-worker.ts'),
  worker('core', 'web/src/core/core-worker.ts'),
  worker('frames', 'web/src/frames/frame-worker.ts'),
]);

// Pages that come later are scripts of their own, named by what is in them, as the script names them.
// Their styles would come late too; so the stylesheet is gathered from the client in one piece.
const CLIENT = {
  ...COMMON,
  entryPoints: { app: 'web/src/main.tsx' },
  outdir: OUT,
  format: 'esm',
  platform: 'browser',
  jsx: 'automatic',
  jsxImportSource: 'preact',
  define: {
    __VAULT_WORKER__: checked(vaultWorker),
    __CORE_WORKER__: checked(coreWorker),
    __FRAME_WORKER__: checked(frameWorker),
  },
};
const whole = await build(CLIENT);
const app = await build({
  ...CLIENT,
  splitting: true,
  entryNames: '[name]-[hash]',
  chunkNames: 'pages/[name]-[hash]',
});
const style = keep('style', 'css', output(whole, '.css'));
const firstPage = scripts(app);
const [script, ...early] = firstPage;
const late = [...files.keys()].filter(
  (name) => /^pages\/.*\.js$/.test(name) && !early.includes(name),
);
note(app);

for (const name of walk(STATIC)) files.set(name, readFileSync(join(STATIC, name)));
files.set('index.html', page(files.get('index.html').toString('utf8')));
files.set('licenses.txt', licenses());
for (const [code, catalogue] of catalogues()) {
  files.set(`locale/${code}.json`, Buffer.from(JSON.stringify(catalogue)));
}

for (const [name, bytes] of [...files]) {
  if (TEXT.test(name)) files.set(`${name}.gz`, gzipSync(bytes, { level: 9 }));
}
const sums = [...files.keys()].sort().map((name) => [name, hash('sha256', files.get(name), 'hex')]);
files.set('manifest.json', Buffer.from(`${JSON.stringify(Object.fromEntries(sums), null, 1)}\n`));

write();
report();

async function worker(name, entry) {
  const built = await build({
    ...COMMON,
    entryPoints: [entry],
    outfile: join(OUT, `${name}.js`),
    format: 'iife',
    platform: 'browser',
    loader: { '.wasm': 'binary' },
    alias: { 'core.wasm': WASM },
    plugins: [closedDoors],
  });
  note(built);
  return keep(`workers/${name}`, 'js', output(built, '.js'));
}

/** Keeps every script of the client; answers those of the first page, the one that starts it first. */
function scripts(built) {
  for (const file of built.outputFiles) {
    if (file.path.endsWith('.js')) files.set(relative(OUT, file.path), Buffer.from(file.contents));
  }
  const { outputs } = built.metafile;
  const first = Object.keys(outputs).find(
    (path) => path.endsWith('.js') && outputs[path].entryPoint === 'web/src/main.tsx',
  );
  const needed = new Set([first]);
  for (const path of needed) {
    for (const used of outputs[path].imports) {
      if (used.kind === 'import-statement' && !used.external) needed.add(used.path);
    }
  }
  return [...needed].map((path) => relative(OUT, join(ROOT, path)));
}

function output(built, ending) {
  const found = built.outputFiles.filter((file) => file.path.endsWith(ending));
  if (found.length !== 1) throw new Error(`expected one ${ending}, got ${found.length}`);
  return Buffer.from(found[0].contents);
}

/** Names a file by what is in it, as the bundler does; the daemon lets such names be kept for ever. */
function keep(stem, ending, bytes) {
  const name = `${stem}-${hash('sha256', bytes, 'hex').slice(0, 8).toUpperCase()}.${ending}`;
  files.set(name, bytes);
  return name;
}

/** The page names its scripts and its style with what they must hash to. */
function page(html) {
  const link = (rel) => (name) =>
    `<link rel="${rel}" href="/${name}" integrity="${integrity(name)}">\n    `;
  // Before the script, so that its imports find what was checked. Those for later are only named
  // here; web/src/net/later-scripts.ts checks them in time.
  const links = [...early.map(link('modulepreload')), ...late.map(link('later'))].join('');
  const filled = html
    .replace('"{{style}}"', `"/${style}" integrity="${integrity(style)}"`)
    .replace('<script type="module"', `${links}<script type="module"`)
    .replace('"{{script}}"', `"/${script}" integrity="${integrity(script)}"`);
  if (
    filled.includes('{{') ||
    filled.split('integrity=').length !== 3 + early.length + late.length
  ) {
    throw new Error('web/static/index.html needs {{style}} and {{script}}, once each');
  }
  return Buffer.from(filled);
}

/** How the client names a worker: web/src/net/worker-url.ts. */
function checked(name) {
  return JSON.stringify({ url: `/${name}`, integrity: integrity(name) });
}

function integrity(name) {
  return `sha384-${hash('sha384', files.get(name), 'base64')}`;
}

function hash(algorithm, bytes, encoding) {
  return createHash(algorithm).update(bytes).digest(encoding);
}

function note(built) {
  for (const input of Object.keys(built.metafile.inputs)) inputs.add(input);
}

/** The licences of everything that went into the bundle, with where its source is. */
function licenses() {
  const packages = new Set();
  for (const input of inputs) {
    const found = input.match(/node_modules\/((?:@[^/]+\/)?[^/]+)\//);
    if (found) packages.add(found[1]);
  }
  const parts = [...packages].sort().map((name) => {
    const folder = join(ROOT, 'node_modules', name);
    const about = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    const licence = readdirSync(folder).find((file) => /^licen[cs]e/i.test(file));
    const text = licence ? readFileSync(join(folder, licence), 'utf8').trim() : about.license;
    return `${name} ${about.version} (${about.license})\n${about.homepage ?? ''}\n\n${text}\n`;
  });
  return Buffer.from(parts.join(`\n${'-'.repeat(72)}\n\n`));
}

/** Builds core.wasm when a source of the core is newer. */
function refreshWasm() {
  const newest = [...walk(join(ROOT, 'core'))]
    .filter((name) => /\.[ch]$/.test(name))
    .reduce((latest, name) => Math.max(latest, statSync(join(ROOT, 'core', name)).mtimeMs), 0);
  if (existsSync(WASM) && statSync(WASM).mtimeMs >= newest) return;
  execFileSync(join(ROOT, 'scripts/build-wasm.sh'), [WASM], { cwd: ROOT, stdio: 'inherit' });
}

function* walk(folder, below = folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* walk(path, below);
    else yield relative(below, path);
  }
}

/** New files first, then what is no longer named: a running daemon always finds a whole client. */
function write() {
  const list = join(OUT, 'manifest.json');
  const relisted = !existsSync(list) || !readFileSync(list).equals(files.get('manifest.json'));
  for (const [name, bytes] of files) {
    const path = join(OUT, name);
    mkdirSync(dirname(path), { recursive: true });
    if (!existsSync(path) || !readFileSync(path).equals(bytes)) writeFileSync(path, bytes);
  }
  for (const name of [...walk(OUT)]) {
    if (!files.has(name) && !(name === SIGNATURE && !relisted)) rmSync(join(OUT, name));
  }
}

function report() {
  const zipped = (name) => files.get(`${name}.gz`).length;
  const kilo = (bytes) => `${(bytes / 1024).toFixed(1)} kB`;
  for (const name of [style, vaultWorker, coreWorker, frameWorker]) {
    console.log(`${name}  ${kilo(files.get(name).length)}, gzipped ${kilo(zipped(name))}`);
  }
  const first = firstPage.reduce((sum, name) => sum + zipped(name), 0);
  console.log(`the first page: ${firstPage.length} scripts, gzipped ${kilo(first)}`);
  console.log(`web/dist: ${files.size} files in ${Math.round(performance.now() - started)} ms`);
  if (first > FIRST_PAGE_BYTES_MAX) {
    console.error(`The first page's script is over ${kilo(FIRST_PAGE_BYTES_MAX)} gzipped.`);
    process.exit(1);
  }
}
