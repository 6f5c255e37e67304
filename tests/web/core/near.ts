// SPDX-License-Identifier: Apache-2.0
// Comparing what was found with a vector.

import assert from 'node:assert/strict';

/** Equal within `within`; null only equals null. */
export function near(
  found: number | null,
  expected: number | null,
  within: number,
  what: string,
): void {
  if (found === null || expected === null) {
    assert.equal(found, expected, what);
    return;
  }
  assert.ok(Math.abs(found - expected) <= within, `${what}: ${found}, expected ${expected}`);
}

/** Equal in all that `expected` holds, but for numbers, which may differ by `within`. */
export function alike(found: unknown, expected: unknown, within: number, what: string): void {
  if (typeof expected === 'number') near(found as number, expected, within, what);
  else if (Array.isArray(expected)) {
    assert.equal((found as unknown[]).length, expected.length, what);
    expected.forEach((one, i) => {
      alike((found as unknown[])[i], one, within, `${what}[${i}]`);
    });
  } else if (expected !== null && typeof expected === 'object') {
    for (const [key, one] of Object.entries(expected))
      alike((found as Record<string, unknown>)[key], one, within, `${what}.${key}`);
  } else assert.equal(found, expected, what);
}
