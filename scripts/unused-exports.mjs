// SPDX-License-Identifier: Apache-2.0
// Says which exports of web/src nobody uses: neither another file of the client, nor a test, nor the
// sample practice, nor the file itself. Such a name is dead. Exit status 1 when there is one. (A type
// that only its own file names stays: it says what the callers hold.)

import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const USERS = ['web/src', 'tests/web', 'tests/browser', 'scripts'];
/** Written by scripts/api-types.mjs, whole, from docs/openapi.json. */
const MADE = new Set(['web/src/net/api-types.ts']);

const DECLARED =
  /^export (?:declare )?(?:async )?(?:abstract )?(?:const enum|const|let|function\*?|class|type|interface|enum) (\w+)/gm;
const NAMES = /(?:import|export)\s+(?:type\s+)?(?:\w+\s*,\s*)?\{([^}]*)\}/g;

function* files(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* files(path);
    else if (/\.(tsx?|mjs)$/.test(entry.name)) yield path;
  }
}

const sources = USERS.flatMap((folder) => [...files(join(ROOT, folder))]).map((path) => ({
  path: relative(ROOT, path),
  text: readFileSync(path, 'utf8'),
}));

// By name alone: two exports of one name cover each other, which a reader forgives.
const imported = new Set();
for (const { text } of sources) {
  for (const [, list] of text.matchAll(NAMES))
    for (const name of list.split(','))
      imported.add(
        name
          .trim()
          .replace(/^type /, '')
          .split(/\s+as\s+/)[0],
      );
  // import('…').Name, namespace.Name and modules that are loaded as they are needed.
  for (const [, name] of text.matchAll(/\.\s*(\w+)/g)) imported.add(name);
  for (const [, list] of text.matchAll(/const \{([^}]*)\} = await import/g))
    for (const name of list.split(',')) imported.add(name.trim().split(':')[0]);
}

let found = 0;
for (const { path, text } of sources) {
  if (!path.startsWith('web/src/') || MADE.has(path)) continue;
  for (const [, name] of text.matchAll(DECLARED)) {
    const here = text.match(new RegExp(`\\b${name}\\b`, 'g')).length;
    if (imported.has(name) || here > 1) continue;
    console.log(`${path}: nobody uses ${name}`);
    found++;
  }
}
console.log(`unused exports: ${found}`);
process.exitCode = found === 0 ? 0 : 1;
