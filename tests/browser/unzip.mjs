// SPDX-License-Identifier: Apache-2.0
// Reads a ZIP by its list at the end, with node alone: a second opinion on what the client wrote.

import { inflateRawSync } from 'node:zlib';

/** Path → bytes. Throws when the file is not a whole ZIP. */
export function unzip(bytes) {
  const end = bytes.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'));
  if (end < 0) throw new Error('no end of a ZIP');
  const files = new Map();
  let at = bytes.readUInt32LE(end + 16);
  for (let left = bytes.readUInt16LE(end + 10); left > 0; left--) {
    if (bytes.readUInt32LE(at) !== 0x02014b50) throw new Error('not an entry');
    const [method, packed, size] = [
      bytes.readUInt16LE(at + 10),
      bytes.readUInt32LE(at + 20),
      bytes.readUInt32LE(at + 24),
    ];
    const [name, extra, comment] = [28, 30, 32].map((offset) => bytes.readUInt16LE(at + offset));
    const path = bytes.toString('utf8', at + 46, at + 46 + name);
    const local = bytes.readUInt32LE(at + 42);
    const from = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
    const data = bytes.subarray(from, from + packed);
    const inside = method === 0 ? data : inflateRawSync(data);
    if (inside.length !== size) throw new Error(`${path} is cut short`);
    files.set(path, inside);
    at += 46 + name + extra + comment;
  }
  return files;
}
