// SPDX-License-Identifier: Apache-2.0
// Runs the browser tests; names on the command line narrow the choice. Files with a call in them run one
// after the other, as a call needs the whole machine; of the others two run at once. What failed is said
// once more at the end, with its reason.

import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const FILE_MOST_MS = 15 * 60_000;
const AT_ONCE = 2;

const here = dirname(fileURLToPath(import.meta.url));
const wanted = process.argv.slice(2);
const files = readdirSync(here)
  .filter((name) => name.endsWith('.test.mjs'))
  .filter((name) => wanted.length === 0 || wanted.some((part) => name.includes(part)))
  .sort();
const holdsCall = (name) =>
  /'Let in'|\b(?:meet|meetAll|planNow)\(/.test(readFileSync(join(here, name), 'utf8'));
const calls = files.filter(holdsCall);
const others = files.filter((name) => !calls.includes(name));
const folder = mkdtempSync(join(tmpdir(), 'rapport-failures-'));
const failed = files.length === 0 ? ['no such test'] : [];

/** Runs one file and prints what it said, whole. */
async function run(file) {
  const notes = join(folder, `${file}.txt`);
  const reporters = [
    ['spec', 'stdout'],
    [join(here, 'failures.mjs'), notes],
  ].flatMap(([name, to]) => [`--test-reporter=${name}`, `--test-reporter-destination=${to}`]);
  const child = spawn(process.execPath, ['--test', ...reporters, join(here, file)], {
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: FILE_MOST_MS,
  });
  const said = [];
  const beganMs = Date.now();
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (part) => said.push(part));
  const ended = await new Promise((done) =>
    child.once('close', (code, signal) => done(signal ?? code)),
  );
  const seconds = Math.round((Date.now() - beganMs) / 1000);
  process.stdout.write(`== ${file}, ${seconds} s\n${Buffer.concat(said)}`);
  if (ended === 0) return;
  const why = existsSync(notes) ? readFileSync(notes, 'utf8') : '';
  failed.push(`${file}\n${why || `ended by ${ended}\n`}`);
}

async function lane(queue) {
  for (let file = queue.shift(); file !== undefined; file = queue.shift()) await run(file);
}

await lane(calls);
await Promise.all(Array.from({ length: AT_ONCE }, () => lane(others)));
rmSync(folder, { recursive: true, force: true });
for (const one of failed) console.log(`\nFailed: ${one}`);
process.exitCode = failed.length > 0 ? 1 : 0;
