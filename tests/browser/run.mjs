// SPDX-License-Identifier: Apache-2.0
// Runs the browser tests one file after the other; names on the command line narrow the choice. What
// failed is said once more at the end, with its reason.

import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const wanted = process.argv.slice(2);
const files = readdirSync(here)
  .filter((name) => name.endsWith('.test.mjs'))
  .filter((name) => wanted.length === 0 || wanted.some((part) => name.includes(part)))
  .sort();
const folder = mkdtempSync(join(tmpdir(), 'rapport-failures-'));
const failed = files.length === 0 ? ['no such test'] : [];
for (const file of files) {
  const notes = join(folder, `${file}.txt`);
  const reporters = [
    ['spec', 'stdout'],
    [join(here, 'failures.mjs'), notes],
  ].flatMap(([name, to]) => [`--test-reporter=${name}`, `--test-reporter-destination=${to}`]);
  const run = spawnSync(process.execPath, ['--test', ...reporters, join(here, file)], {
    stdio: 'inherit',
    timeout: 15 * 60_000,
  });
  if (run.status === 0) continue;
  const why = existsSync(notes) ? readFileSync(notes, 'utf8') : '';
  failed.push(`${file}\n${why || `ended by ${run.signal ?? run.status}\n`}`);
}
rmSync(folder, { recursive: true, force: true });
for (const one of failed) console.log(`\nFailed: ${one}`);
process.exitCode = failed.length > 0 ? 1 : 0;
