// SPDX-License-Identifier: Apache-2.0
// Makes the sample practice through the real client code; see scripts/sample/main.ts.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { nodeOptions } from '../web/bundle.mjs';

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const out = mkdtempSync(join(tmpdir(), 'rapport-sample-'));
process.on('exit', () => rmSync(out, { recursive: true, force: true }));

const bundle = join(out, 'sample.mjs');
await build({
  ...nodeOptions,
  absWorkingDir: ROOT,
  entryPoints: ['scripts/sample/main.ts'],
  outfile: bundle,
  target: 'node18',
  sourcemap: 'inline',
});
await import(pathToFileURL(bundle).href);
