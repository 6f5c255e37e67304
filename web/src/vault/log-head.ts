// SPDX-License-Identifier: Apache-2.0
// A signed head of one of the house's logs: so many entries, with this root, at this time. And an
// entry under it.

import { type Bytes, fromBase64url } from './bytes';
import { cborBytes } from './cbor';
import { inclusionHolds, leafHash } from './merkle';

/** Which log. */
export type LogName = 'keys' | 'audit';

/** As the wire has it; bytes are base64url. */
export type LogHead = { size: number; root: string; at_ms: number; signature: string; key: string };

/** An entry with its proof under the head that came with it; null when it is newer than that. */
export type LogEntry = { seq: number; entry: string; proof: string[] | null };

/** Hashes of a proof; null when one of them is none. */
export function proofBytes(proof: string[]): Bytes[] | null {
  const hashes = proof.map(fromBase64url);
  return hashes.every((hash): hash is Bytes => hash?.length === 32) ? hashes : null;
}

/** True when the house's key signed it. Null when this browser cannot check Ed25519 signatures: the
 * proofs still hold or not without it. */
export async function isSigned(log: LogName, head: LogHead): Promise<boolean | null> {
  const [root, signature, key] = [head.root, head.signature, head.key].map(fromBase64url);
  if (!root || !signature || !key || !(head.size > 0) || !(head.at_ms >= 0)) return false;
  const said = cborBytes(['rapport head 1', log, head.size, root, head.at_ms]);
  try {
    const verifier = await crypto.subtle.importKey('raw', key, 'Ed25519', false, ['verify']);
    return await crypto.subtle.verify('Ed25519', verifier, signature, said);
  } catch {
    return null;
  }
}

/** True when the entry stands in the log under this head. */
export async function isProved(entry: LogEntry, head: LogHead): Promise<boolean> {
  const bytes = fromBase64url(entry.entry);
  const root = fromBase64url(head.root);
  const proof = entry.proof && proofBytes(entry.proof);
  if (!bytes || !root || !proof) return false;
  return inclusionHolds(await leafHash(bytes), entry.seq, head.size, proof, root);
}
