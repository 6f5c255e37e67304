// SPDX-License-Identifier: Apache-2.0
// Bundles every tests/web/**/*.test.ts and runs them with node's own test runner. Names given on the
// command line narrow the choice: `node tests/web/run.mjs vault`. Runs on Node 18 and 20.

import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { nodeOptions } from '../../web/bundle.mjs';

const HERE = dirname(fileURLToPath(import.meta.url));
const ROOT = resolve(HERE, '../..');

const wanted = process.argv.slice(2);
const tests = [...walk(HERE)]
  .filter((path) => path.endsWith('.test.ts') || path.endsWith('.test.tsx'))
  .filter((path) => wanted.length === 0 || wanted.some((name) => path.includes(name)))
  .sort();
if (tests.length === 0) {
  console.error('no test of that name');
  process.exit(1);
}

const out = mkdtempSync(join(tmpdir(), 'rapport-web-tests-'));
try {
  await build({
    ...nodeOptions,
    absWorkingDir: ROOT,
    entryPoints: tests,
    outdir: out,
    outbase: HERE,
    outExtension: { '.js': '.mjs' },
    define: {
      __VAULT_WORKER__: '{"url": "/workers/vault.js", "integrity": "sha384-vault"}',
      __CORE_WORKER__: '{"url": "/workers/core.js", "integrity": "sha384-core"}',
      __FRAME_WORKER__: '{"url": "/workers/frames.js", "integrity": "sha384-frames"}',
      __ROOT__: JSON.stringify(ROOT),
    },
    sourcemap: 'inline',
  });
  const bundles = tests.map((path) => join(out, relative(HERE, path).replace(/\.tsx?$/, '.mjs')));
  // Built once for all that ask for it (core/load.ts).
  const CORE_WASM = join(out, 'core.wasm');
  if (bundles.some((path) => readFileSync(path).includes('CORE_WASM')))
    execFileSync(join(ROOT, 'scripts/build-wasm.sh'), [CORE_WASM], { stdio: 'inherit' });
  // By itself node leaves one core alone, which is half of a machine with two.
  const options = ['--enable-source-maps', '--test', `--test-concurrency=${cpus().length}`];
  const run = spawnSync(process.execPath, [...options, ...bundles], {
    cwd: ROOT,
    stdio: 'inherit',
    env: { ...process.env, CORE_WASM },
  });
  process.exitCode = run.status ?? 1;
} finally {
  if (existsSync(out)) rmSync(out, { recursive: true, force: true });
}

function* walk(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* walk(path);
    else yield path;
  }
}
