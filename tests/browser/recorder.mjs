// SPDX-License-Identifier: Apache-2.0
// A wire between browsers and the daemon that keeps all that passes. What a browser sends on a
// WebSocket is masked on the wire (RFC 6455 5.3); here it is read as it was before.

import { connect, createServer } from 'node:net';

/** The payloads of a browser's frames, unmasked; half a frame at the end is left out. */
export function unmasked(bytes) {
  const parts = [];
  let at = 0;
  while (at + 2 <= bytes.length) {
    let len = bytes[at + 1] & 0x7f;
    let head = 2;
    if (len === 126 && at + 4 <= bytes.length) {
      len = bytes.readUInt16BE(at + 2);
      head = 4;
    } else if (len === 127 && at + 10 <= bytes.length) {
      len = Number(bytes.readBigUInt64BE(at + 2));
      head = 10;
    }
    const mask = bytes.subarray(at + head, at + head + 4);
    const payload = bytes.subarray(at + head + 4, at + head + 4 + len);
    if (payload.length < len) break;
    parts.push(payload.map((byte, i) => byte ^ mask[i % 4]));
    at += head + 4 + len;
  }
  return Buffer.concat(parts);
}

function readable(up) {
  const end = up.indexOf('\r\n\r\n');
  const head = up.subarray(0, Math.max(end, 0)).toString('latin1');
  if (!/^upgrade: websocket/im.test(head)) return up;
  return Buffer.concat([up.subarray(0, end + 4), unmasked(up.subarray(end + 4))]);
}

/**
 * Listens on a port of its own and hands everything on.
 * @param {() => number} toPort asked for each connection
 */
export async function openRecorder(toPort) {
  const wires = [];
  const open = new Set();
  const server = createServer((near) => {
    const far = connect(toPort(), '127.0.0.1');
    const wire = { up: [], down: [] };
    wires.push(wire);
    for (const [from, to, kept] of [
      [near, far, wire.up],
      [far, near, wire.down],
    ]) {
      open.add(from);
      from.setNoDelay(true);
      from.on('data', (bytes) => kept.push(bytes));
      from.on('error', () => to.destroy());
      from.on('close', () => {
        open.delete(from);
        to.destroy();
      });
      from.pipe(to);
    }
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  return {
    port: server.address().port,
    /** One run of bytes for each direction of each connection so far. */
    runs: () => wires.flatMap(({ up, down }) => [readable(Buffer.concat(up)), Buffer.concat(down)]),
    close: async () => {
      for (const socket of open) socket.destroy();
      await new Promise((done) => server.close(done));
    },
  };
}
