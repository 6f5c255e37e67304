// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import type { Bytes } from '../../../web/src/vault/bytes';
import { consistencyHolds, inclusionHolds, leafHash } from '../../../web/src/vault/merkle';

type Vectors = {
  entries: string[];
  roots: string[];
  inclusion: Array<{ leaf: number; size: number; proof: string[] }>;
  consistency: Array<{ from: number; to: number; proof: string[] }>;
};
const vectors = JSON.parse(readFileSync('tests/vectors/merkle.json', 'utf8')) as Vectors;
const bytes = (hex: string): Bytes => new Uint8Array(Buffer.from(hex, 'hex'));
const roots = vectors.roots.map(bytes);
const root = (size: number) => roots[size] as Bytes;
const bent = (hash: Uint8Array): Bytes => {
  const other = new Uint8Array(hash);
  other[7] = (other[7] ?? 0) ^ 1;
  return other;
};

test('an_entry_is_proved_by_the_vectors_the_daemon_runs_too', async () => {
  assert.ok(vectors.inclusion.length > 30);
  for (const { leaf, size, proof } of vectors.inclusion) {
    const hash = await leafHash(bytes(vectors.entries[leaf] ?? ''));
    const steps = proof.map(bytes);
    assert.equal(await inclusionHolds(hash, leaf, size, steps, root(size)), true);
    assert.equal(await inclusionHolds(bent(hash), leaf, size, steps, root(size)), false);
    assert.equal(await inclusionHolds(hash, leaf, size, steps, bent(root(size))), false);
    assert.equal(await inclusionHolds(hash, size, size, steps, root(size)), false);
    const longer = [...steps, root(size)];
    assert.equal(await inclusionHolds(hash, leaf, size, longer, root(size)), false);
    if (steps.length > 0) {
      const shorter = steps.slice(0, -1);
      assert.equal(await inclusionHolds(hash, leaf, size, shorter, root(size)), false);
      assert.equal(await inclusionHolds(hash, leaf ^ 1, size, steps, root(size)), false);
    }
  }
});

test('a_log_that_grew_is_told_from_one_that_was_rewritten', async () => {
  assert.ok(vectors.consistency.length > 30);
  for (const { from, to, proof } of vectors.consistency) {
    const before = { size: from, root: root(from) };
    const after = { size: to, root: root(to) };
    const steps = proof.map(bytes);
    assert.equal(await consistencyHolds(before, after, steps), true);
    const rewritten = { ...before, root: bent(before.root) };
    assert.equal(await consistencyHolds(rewritten, after, steps), false);
    assert.equal(
      await consistencyHolds(before, { ...after, root: bent(after.root) }, steps),
      false,
    );
    assert.equal(await consistencyHolds(before, after, [...steps, root(to)]), false);
    if (from < to) assert.equal(await consistencyHolds(after, before, steps), false);
    if (steps.length > 0) {
      assert.equal(await consistencyHolds(before, after, steps.slice(1)), false);
      assert.equal(await consistencyHolds(before, after, steps.map(bent)), false);
    }
  }
});

test('every_log_grew_from_an_empty_one', async () => {
  const nothing = { size: 0, root: root(0) };
  assert.equal(await consistencyHolds(nothing, { size: 9, root: root(9) }, []), true);
  assert.equal(await consistencyHolds(nothing, { size: 9, root: root(9) }, [root(9)]), false);
});
