// SPDX-License-Identifier: Apache-2.0
// Proofs that something stands in a log, and that a log grew from what it was: RFC 9162, section 2.1,
// as daemon/base/merkle.h makes them. Only checks; the same vectors run in both.

import { sha256 } from './boxes';
import { type Bytes, concat, sameBytes } from './bytes';

const LEAF = new Uint8Array([0]);
const NODE = new Uint8Array([1]);

/** The hash an entry has as a leaf. */
export function leafHash(entry: Uint8Array): Promise<Bytes> {
  return sha256(concat(LEAF, entry));
}

function nodeHash(left: Uint8Array, right: Uint8Array): Promise<Bytes> {
  return sha256(concat(NODE, left, right));
}

/** Half of it, also where a number no longer fits 32 bits. */
const half = (number: number): number => Math.floor(number / 2);

/** True when `leaf` is number `at` of the `size` leaves under `root`. */
export async function inclusionHolds(
  leaf: Bytes,
  at: number,
  size: number,
  proof: Uint8Array[],
  root: Uint8Array,
): Promise<boolean> {
  if (!(at >= 0 && at < size)) return false;
  let hash = leaf;
  let fn = at;
  let sn = size - 1;
  for (const step of proof) {
    if (sn === 0) return false;
    if (fn % 2 === 1 || fn === sn) {
      hash = await nodeHash(step, hash);
      while (fn % 2 === 0 && fn !== 0) {
        fn = half(fn);
        sn = half(sn);
      }
    } else {
      hash = await nodeHash(hash, step);
    }
    fn = half(fn);
    sn = half(sn);
  }
  return sn === 0 && sameBytes(hash, root);
}

/** True when the tree of `to` leaves grew from that of `from`. Nothing grows into everything. */
export async function consistencyHolds(
  from: { size: number; root: Uint8Array },
  to: { size: number; root: Uint8Array },
  proof: Uint8Array[],
): Promise<boolean> {
  if (!(from.size >= 0 && from.size <= to.size)) return false;
  if (from.size === 0 || from.size === to.size) {
    return proof.length === 0 && (from.size === 0 || sameBytes(from.root, to.root));
  }
  let fn = from.size - 1;
  let sn = to.size - 1;
  while (fn % 2 === 1) {
    fn = half(fn);
    sn = half(sn);
  }
  // The RFC puts the old root before a proof that begins with it.
  const [first, ...rest] = fn === 0 ? [from.root, ...proof] : proof;
  if (first === undefined) return false;
  let old = first;
  let now = first;
  for (const step of rest) {
    if (sn === 0) return false;
    if (fn % 2 === 1 || fn === sn) {
      old = await nodeHash(step, old);
      now = await nodeHash(step, now);
      while (fn % 2 === 0 && fn !== 0) {
        fn = half(fn);
        sn = half(sn);
      }
    } else {
      now = await nodeHash(now, step);
    }
    fn = half(fn);
    sn = half(sn);
  }
  return sn === 0 && sameBytes(old, from.root) && sameBytes(now, to.root);
}
