// SPDX-License-Identifier: Apache-2.0
// Builds the core as a module for others, with a page that shows it: `node web/module.mjs OUT`.
// OUT is made anew. The same sources give the same bytes.

import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const PAGE = join(ROOT, 'examples/page');
const SPDX = '// SPDX-License-Identifier: Apache-2.0';

/** Files of web/src/core whose types are nobody's business outside. */
const INSIDE = new Set(['core-memory.d.ts', 'core-slots.d.ts']);

if (process.argv.length !== 3) {
  console.error('usage: node web/module.mjs OUT');
  process.exit(2);
}
const OUT = resolve(process.argv[2]);
const text = (path) => readFileSync(path, 'utf8');
const put = (name, content) => writeFileSync(join(OUT, name), content);

const found = text(join(ROOT, 'meson.build')).match(/^\s*version: '([^']+)'/m);
if (!found) throw new Error('meson.build names no version');
const version = found[1];

rmSync(OUT, { recursive: true, force: true });
mkdirSync(OUT, { recursive: true });
execFileSync(join(ROOT, 'scripts/build-wasm.sh'), [join(OUT, 'core.wasm')], { stdio: 'inherit' });
chmodSync(join(OUT, 'core.wasm'), 0o644);
await script('web/src/core/core.ts', 'rapport-core.js');
types();
about();
await script('examples/page/page.ts', 'page.js');
await script('examples/page/simulator.ts', 'simulator.js');
for (const name of ['index.html', 'page.css', 'README.md'])
  copyFileSync(join(PAGE, name), join(OUT, name));
copyFileSync(join(ROOT, 'LICENSE'), join(OUT, 'LICENSE'));

/** Readable, and with all its own parts in one file; the page goes to the module like anybody. */
function script(entry, name) {
  return build({
    absWorkingDir: ROOT,
    entryPoints: [entry],
    outfile: join(OUT, name),
    bundle: true,
    external: ['./rapport-core.js'],
    format: 'esm',
    platform: 'neutral',
    target: ['es2022'],
    charset: 'utf8',
    banner: { js: `${SPDX}\n// Rapport ${version}; built from ${entry}.` },
    logLevel: 'error',
  });
}

/** The declarations of every file into types/, and rapport-core.d.ts, which hands on what has a name. */
function types() {
  const folder = join(OUT, 'types');
  const compiler = join(ROOT, 'node_modules/.bin/tsc');
  execFileSync(compiler, ['-p', join(ROOT, 'web/tsconfig.module.json'), '--outDir', folder], {
    stdio: 'inherit',
  });
  const lines = [SPDX, "export { createCore } from './types/core.js';"];
  const names = new Map();
  for (const file of readdirSync(folder).sort()) {
    // With their endings, as Node and the stricter ways of TypeScript want them.
    const declared = text(join(folder, file)).replace(/(from '\.\/[\w-]+)'/g, "$1.js'");
    writeFileSync(join(folder, file), declared);
    if (INSIDE.has(file)) continue;
    const here = [...declared.matchAll(/^export (?:declare )?(?:type|interface) (\w+)/gm)];
    for (const [, name] of here) {
      if (names.has(name)) throw new Error(`${name}: in ${names.get(name)} and in ${file}`);
      names.set(name, file);
    }
    if (here.length === 0) continue;
    const list = here.map(([, name]) => `  ${name},\n`).sort();
    lines.push(`export type {\n${list.join('')}} from './types/${file.slice(0, -5)}.js';`);
  }
  put('rapport-core.d.ts', `${lines.join('\n')}\n`);
}

function about() {
  const content = {
    name: 'rapport-core',
    version,
    description: 'Ratings of a relationship over time: scores, courses, ruptures and repair',
    license: 'Apache-2.0',
    type: 'module',
    sideEffects: false,
    exports: {
      '.': { types: './rapport-core.d.ts', default: './rapport-core.js' },
      './core.wasm': './core.wasm',
    },
    files: ['core.wasm', '*.js', '*.css', 'index.html', 'rapport-core.d.ts', 'types'],
  };
  put('package.json', `${JSON.stringify(content, null, 2)}\n`);
}
