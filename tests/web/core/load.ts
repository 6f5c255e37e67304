// SPDX-License-Identifier: Apache-2.0
// The core as WebAssembly, built from the sources as they are now, and the vectors all builds share.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCore } from '../../../web/src/core/core';
import type { Core } from '../../../web/src/core/core-types';

/** Bytes of a fresh build. */
export function buildWasm(): Uint8Array {
  const folder = mkdtempSync(join(tmpdir(), 'rapport-core-'));
  try {
    const out = join(folder, 'core.wasm');
    execFileSync('scripts/build-wasm.sh', [out], { stdio: ['ignore', 'ignore', 'inherit'] });
    return new Uint8Array(readFileSync(out));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A core over a fresh build. */
export function loadCore(): Core {
  return createCore(buildWasm());
}

/** The object of tests/vectors/NAME.json, taken at its word: the C tests check its shape. */
export function loadVectors<T>(name: string): T {
  return JSON.parse(readFileSync(`tests/vectors/${name}.json`, 'utf8')) as T;
}
