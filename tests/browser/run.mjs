// SPDX-License-Identifier: Apache-2.0
// Runs the browser tests one file after the other; names on the command line narrow the choice.

import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const wanted = process.argv.slice(2);
const files = readdirSync(here)
  .filter((name) => name.endsWith('.test.mjs'))
  .filter((name) => wanted.length === 0 || wanted.some((part) => name.includes(part)))
  .sort();
let failed = files.length === 0;
for (const file of files) {
  const run = spawnSync(process.execPath, ['--test', '--test-reporter=spec', join(here, file)], {
    stdio: 'inherit',
    timeout: 15 * 60_000,
  });
  if (run.status !== 0) failed = true;
}
process.exitCode = failed ? 1 : 0;
