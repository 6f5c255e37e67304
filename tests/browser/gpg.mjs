// SPDX-License-Identifier: Apache-2.0
// gpg as somebody with a key ring of their own, for tests of what people take away.

import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Runs gpg in `folder` with the key ring `home`, also below it. */
export function runGpg(folder, home, ...args) {
  mkdirSync(home, { recursive: true, mode: 0o700 });
  const run = spawnSync(
    'gpg',
    ['--homedir', home, '--batch', '--yes', '--pinentry-mode', 'loopback', ...args],
    { cwd: folder, encoding: 'utf8' },
  );
  return { ok: run.status === 0, out: run.stdout, said: run.stderr };
}

/** Ends the agent gpg leaves behind. */
export function endGpg(home) {
  spawnSync('gpgconf', ['--homedir', home, '--kill', 'all']);
}

/** Writes the files of an unzipped archive below `folder`. */
export function writeFiles(folder, files) {
  for (const [path, bytes] of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), bytes);
  }
}
