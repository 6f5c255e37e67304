// SPDX-License-Identifier: Apache-2.0
// The core as a module for others: what `make module` builds, and what its pages say of it.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, before, test } from 'node:test';

const folder = mkdtempSync(join(tmpdir(), 'rapport-module-'));
const first = join(folder, 'first');
const second = join(folder, 'second', 'elsewhere');

/** Path below `of` → its bytes, in order. */
function contents(of: string, below = ''): [string, string][] {
  return readdirSync(join(of, below))
    .sort()
    .flatMap((name): [string, string][] => {
      const path = join(below, name);
      if (statSync(join(of, path)).isDirectory()) return contents(of, path);
      return [[path, readFileSync(join(of, path), 'base64')]];
    });
}

/** The first block of a page in JavaScript, and the plain block after it. */
function example(page: string): { code: string; says: string } {
  const found = readFileSync(page, 'utf8').match(/^```js\n(.*?)^```$(?:\n+^```\n(.*?)^```$)?/ms);
  return { code: found?.[1] ?? '', says: found?.[2] ?? '' };
}

/** Runs a script that lies beside the module. */
function run(code: string): string {
  writeFileSync(join(first, 'example.mjs'), code);
  try {
    return execFileSync(process.execPath, ['example.mjs'], { cwd: first, encoding: 'utf8' });
  } finally {
    rmSync(join(first, 'example.mjs'));
  }
}

before(() => {
  for (const out of [first, second])
    execFileSync(process.execPath, ['web/module.mjs', out], { stdio: 'inherit' });
});

after(() => rmSync(folder, { recursive: true, force: true }));

test('the same sources give the same bytes', () => {
  const built = contents(first);
  assert.deepEqual(contents(second), built);
  const names = built.map(([name]) => name);
  for (const name of ['core.wasm', 'rapport-core.js', 'rapport-core.d.ts', 'index.html', 'LICENSE'])
    assert.ok(names.includes(name), name);
});

test('the module names the version of the program', () => {
  const about = JSON.parse(readFileSync(join(first, 'package.json'), 'utf8'));
  const meson = readFileSync('meson.build', 'utf8');
  assert.ok(meson.includes(`version: '${about.version}'`));
  assert.equal(about.type, 'module');
});

test('the example of docs/core.md prints what the page says', () => {
  const { code, says } = example('docs/core.md');
  assert.ok(says.startsWith('surprise 5'));
  assert.equal(run(code), says);
});

test("the module's own page works as it is written", () => {
  // A server's part: fetch finds the file beside the script.
  const fetched = `import { readFileSync } from 'node:fs';
    const fetch = async (name) => ({ arrayBuffer: async () => readFileSync(name) });\n`;
  const { code } = example('examples/page/README.md');
  const says = code.match(/\/\/ (\w+)$/m)?.[1];
  assert.equal(run(fetched + code), `${says}\n`);
});

test('its types stand alone, also for the strictest reader', () => {
  const tsc = resolve('node_modules/.bin/tsc');
  const strict = ['--strict', '--module', 'nodenext', '--target', 'es2022', '--lib', 'es2022'];
  const check = (code: string) => {
    writeFileSync(join(first, 'use.mts'), code);
    try {
      execFileSync(tsc, [...strict, '--ignoreConfig', '--noEmit', '--types', '', 'use.mts'], {
        cwd: first,
        stdio: 'pipe',
      });
    } finally {
      rmSync(join(first, 'use.mts'));
    }
  };
  const head = "import { createCore, type Course, type Firing } from './rapport-core.js';\n";
  const body =
    'const core = createCore(new Uint8Array());\nexport const c: Course = core.course([{ value: 8 }]);\n';
  check(`${head}${body}export const f: Firing | undefined = c.points[0]?.fired[0];\n`);
  assert.throws(() => check(`${head}${body}export const f: Firing = c.status;\n`));
});
