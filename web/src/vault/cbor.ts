// SPDX-License-Identifier: Apache-2.0
// The few kinds of CBOR the logs are written in, as daemon/base/cbor.h has them: whole numbers from 0,
// bytes, text, null, and lists. Strict: one value, one spelling.

import { type Bytes, concat, fromUtf8, utf8 } from './bytes';

/** What an entry is made of. */
export type Cbor = number | string | null | Bytes | Cbor[];

const KIND = { int: 0, bytes: 2, text: 3, list: 4 } as const;
const NULL = 0xf6;
const DEEPEST = 8;

function head(kind: number, value: number): Bytes {
  const first = kind << 5;
  if (value < 24) return new Uint8Array([first | value]);
  const bytes = value < 0x100 ? 1 : value < 0x10000 ? 2 : value < 0x100000000 ? 4 : 8;
  const out = new Uint8Array(1 + bytes);
  out[0] = first | (24 + Math.log2(bytes));
  for (let i = bytes, rest = value; i > 0; i--, rest = Math.floor(rest / 256)) out[i] = rest % 256;
  return out;
}

/** The bytes of a value. */
export function cborBytes(value: Cbor): Bytes {
  if (value === null) return new Uint8Array([NULL]);
  if (typeof value === 'number') return head(KIND.int, value);
  if (typeof value === 'string') {
    const text = utf8(value);
    return concat(head(KIND.text, text.length), text);
  }
  if (value instanceof Uint8Array) return concat(head(KIND.bytes, value.length), value);
  return concat(head(KIND.list, value.length), ...value.map(cborBytes));
}

/** The value of bytes; undefined when they are anything else than exactly one. */
export function readCbor(bytes: Bytes): Cbor | undefined {
  let at = 0;

  function number(info: number): number | undefined {
    if (info < 24) return info;
    if (info > 27) return undefined;
    const count = 2 ** (info - 24);
    if (at + count > bytes.length) return undefined;
    let value = 0;
    for (let i = 0; i < count; i++) value = value * 256 + (bytes[at++] ?? 0);
    const least = count === 1 ? 24 : 256 ** (count / 2);
    return value < least || !Number.isSafeInteger(value) ? undefined : value;
  }

  function value(depth: number): Cbor | undefined {
    const first = bytes[at++];
    if (first === NULL) return null;
    if (first === undefined || depth > DEEPEST) return undefined;
    const size = number(first & 31);
    const kind = first >> 5;
    if (size === undefined) return undefined;
    if (kind === KIND.int) return size;
    if (at + size > bytes.length) return undefined;
    if (kind === KIND.list) {
      const list: Cbor[] = [];
      for (let i = 0; i < size; i++) {
        const one = value(depth + 1);
        if (one === undefined) return undefined;
        list.push(one);
      }
      return list;
    }
    if (kind !== KIND.bytes && kind !== KIND.text) return undefined;
    const run = bytes.slice(at, at + size);
    at += size;
    return kind === KIND.bytes ? run : fromUtf8(run);
  }

  try {
    const read = value(0);
    return at === bytes.length ? read : undefined;
  } catch {
    return undefined; // not UTF-8
  }
}
