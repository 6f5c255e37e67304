// SPDX-License-Identifier: Apache-2.0
// A small WebSocket for Node, which has none of its own before version 22: text frames, as the live
// socket needs them. Not for browsers, not for strangers' servers.

import { createHash, randomBytes } from 'node:crypto';
import { request } from 'node:http';
import type { Socket as Tcp } from 'node:net';
import type { CookieJar } from '../../web/src/net/http';
import type { Socket } from '../../web/src/net/live';

const MAGIC = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
const TEXT = 1;
const CLOSE = 8;
const PING = 9;
const PONG = 10;

/** Opens the live socket of the house at `base` (`http://…`), with the cookies of one person. */
export function nodeSocket(base: string, cookies: CookieJar): Socket {
  const socket: Socket = {
    onopen: null,
    onmessage: null,
    onclose: null,
    onerror: null,
    send: (text) => write(TEXT, Buffer.from(text)),
    close: () => {
      write(CLOSE, Buffer.alloc(0));
      tcp?.end();
    },
  };
  let tcp: Tcp | null = null;
  let over = false;

  function write(kind: number, payload: Buffer): void {
    if (tcp?.writable) tcp.write(frame(kind, payload));
  }

  function end(): void {
    if (over) return;
    over = true;
    socket.onclose?.(undefined as never);
  }

  const key = randomBytes(16).toString('base64');
  const upgrade = request(`${base}/live`, {
    headers: {
      connection: 'Upgrade',
      upgrade: 'websocket',
      'sec-websocket-version': '13',
      'sec-websocket-key': key,
      origin: base,
      cookie: cookies.header(),
    },
  });
  upgrade.on('error', end);
  upgrade.on('response', end);
  upgrade.on('upgrade', (response, connection, head) => {
    const wanted = createHash('sha1')
      .update(key + MAGIC)
      .digest('base64');
    if (response.headers['sec-websocket-accept'] !== wanted) {
      connection.destroy();
      end();
      return;
    }
    tcp = connection as Tcp;
    tcp.on('error', () => undefined);
    tcp.on('close', end);
    const read = reader((kind, payload) => {
      if (kind === TEXT) socket.onmessage?.({ data: payload.toString('utf8') });
      else if (kind === PING) write(PONG, payload);
      else if (kind === CLOSE) socket.close();
    });
    tcp.on('data', read);
    socket.onopen?.(undefined as never);
    if (head.length > 0) read(head);
  });
  upgrade.end();
  return socket;
}

/** One whole frame, masked, as a client must. */
function frame(kind: number, payload: Buffer): Buffer {
  const mask = randomBytes(4);
  const long = payload.length > 125;
  const head = Buffer.alloc(long ? 4 : 2);
  head[0] = 0x80 | kind;
  head[1] = 0x80 | (long ? 126 : payload.length);
  if (long) head.writeUInt16BE(payload.length, 2);
  const masked = Buffer.from(payload.map((byte, at) => byte ^ (mask[at & 3] ?? 0)));
  return Buffer.concat([head, mask, masked]);
}

/** Collects bytes and hands out whole messages; the server does not mask. */
function reader(on: (kind: number, payload: Buffer) => void): (bytes: Buffer) => void {
  let rest = Buffer.alloc(0);
  let parts: Buffer[] = [];
  let kindOfParts = TEXT;
  return (bytes) => {
    rest = Buffer.concat([rest, bytes]);
    for (;;) {
      if (rest.length < 2) return;
      const first = rest[0] ?? 0;
      let length = (rest[1] ?? 0) & 0x7f;
      let at = 2;
      if (length === 126) {
        if (rest.length < 4) return;
        length = rest.readUInt16BE(2);
        at = 4;
      } else if (length === 127) {
        if (rest.length < 10) return;
        length = Number(rest.readBigUInt64BE(2));
        at = 10;
      }
      if (rest.length < at + length) return;
      const payload = rest.subarray(at, at + length);
      rest = rest.subarray(at + length);
      const kind = first & 0x0f;
      if (kind >= CLOSE) {
        on(kind, payload);
        continue;
      }
      if (kind !== 0) kindOfParts = kind;
      parts.push(payload);
      if (first & 0x80) {
        on(kindOfParts, Buffer.concat(parts));
        parts = [];
      }
    }
  };
}
