// SPDX-License-Identifier: Apache-2.0
// How a sealed frame lies on the wire: clear start | ciphertext | tag 16 | counter 8 | key id 1. The RFC
// puts id and counter first; a media server, and a browser's own packing, look for the codec's bytes
// there. So they stand at the end, and the first bytes of the codec stay readable. They are proved with
// the rest: nobody changes them unseen.

import type { Bytes } from '../vault/bytes';
import { TAG_BYTES } from './sframe';

/** Sound is Opus, picture is VP8; nothing else is ever negotiated. */
export type FrameKind = 'audio' | 'video';

const TRAILER_BYTES = 9;
/** What sealing adds to a frame. */
export const SEAL_BYTES = TAG_BYTES + TRAILER_BYTES;

/** Opus: the byte that says how long the packet is. VP8: the frame tag; with the size in a key frame. */
function clearStart(kind: FrameKind, frame: Uint8Array, length: number): number {
  if (kind === 'audio') return Math.min(1, length);
  const isKeyFrame = ((frame[0] ?? 0) & 1) === 0;
  return Math.min(isKeyFrame ? 10 : 3, length);
}

/** A frame cut into what stays readable and what does not. */
export function cutPlain(kind: FrameKind, frame: Bytes): { clear: Bytes; plain: Bytes } {
  const at = clearStart(kind, frame, frame.length);
  return { clear: frame.subarray(0, at), plain: frame.subarray(at) };
}

/** The parts of a sealed frame; none of them is proved yet. */
export type SealedFrame = { clear: Bytes; cipher: Bytes; counter: bigint; kid: number };

/** Reads a sealed frame; null when it is too short to be one. */
export function parseSealed(kind: FrameKind, frame: Bytes): SealedFrame | null {
  const length = frame.length - SEAL_BYTES;
  // A frame without anything in it is never sealed, so none is opened.
  if (length < 1) return null;
  const at = clearStart(kind, frame, length);
  const trailer = frame.length - TRAILER_BYTES;
  const view = new DataView(frame.buffer, frame.byteOffset + trailer, TRAILER_BYTES);
  return {
    clear: frame.subarray(0, at),
    cipher: frame.subarray(at, trailer),
    counter: view.getBigUint64(0),
    kid: view.getUint8(8),
  };
}

/** Puts the parts together. */
export function joinSealed({ clear, cipher, counter, kid }: SealedFrame): Bytes {
  const frame = new Uint8Array(clear.length + cipher.length + TRAILER_BYTES);
  frame.set(clear);
  frame.set(cipher, clear.length);
  const view = new DataView(frame.buffer, clear.length + cipher.length);
  view.setBigUint64(0, counter);
  view.setUint8(8, kid);
  return frame;
}

/** The frame again, as its sender had it. */
export function joinPlain(clear: Bytes, plain: Bytes): Bytes {
  const frame = new Uint8Array(clear.length + plain.length);
  frame.set(clear);
  frame.set(plain, clear.length);
  return frame;
}
