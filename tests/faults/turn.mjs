// SPDX-License-Identifier: Apache-2.0
// As much of a TURN client as a test needs: an allocation over UDP, and asking for a permission to
// send to somebody. Answers are numbers: 0 for yes, else the relay's error.

import { createHash, createHmac, randomBytes } from 'node:crypto';
import { createSocket } from 'node:dgram';

const MAGIC = 0x2112a442;
const ALLOCATE = 0x003;
const CREATE_PERMISSION = 0x008;
const USERNAME = 0x006;
const INTEGRITY = 0x008;
const ERROR = 0x009;
const PEER = 0x012;
const REALM = 0x014;
const NONCE = 0x015;
const RELAYED = 0x016;
const TRANSPORT = 0x019;
const PATIENCE_MS = 2000;

function attribute(type, value) {
  const head = Buffer.alloc(4);
  head.writeUInt16BE(type, 0);
  head.writeUInt16BE(value.length, 2);
  return Buffer.concat([head, value, Buffer.alloc((4 - (value.length % 4)) % 4)]);
}

function message(type, attributes, key) {
  const body = Buffer.concat(attributes);
  const head = Buffer.alloc(20);
  head.writeUInt16BE(type, 0);
  head.writeUInt16BE(body.length + (key ? 24 : 0), 2);
  head.writeUInt32BE(MAGIC, 4);
  randomBytes(12).copy(head, 8);
  const whole = Buffer.concat([head, body]);
  if (!key) return whole;
  const sum = createHmac('sha1', key).update(whole).digest();
  return Buffer.concat([whole, attribute(INTEGRITY, sum)]);
}

function read(packet) {
  const found = new Map();
  for (let at = 20; at + 4 <= packet.length; ) {
    const length = packet.readUInt16BE(at + 2);
    found.set(packet.readUInt16BE(at), packet.subarray(at + 4, at + 4 + length));
    at += 4 + length + ((4 - (length % 4)) % 4);
  }
  return found;
}

/** The bytes of XOR-PEER-ADDRESS, for IPv4 and IPv6 ("::ffff:10.0.0.1" is the latter). */
function peer(address, id) {
  const v6 = address.includes(':');
  const bytes = v6 ? v6Bytes(address) : Buffer.from(address.split('.').map(Number));
  const mask = Buffer.alloc(16);
  mask.writeUInt32BE(MAGIC, 0);
  id.copy(mask, 4);
  const head = Buffer.from([0, v6 ? 2 : 1, 0, 0]);
  head.writeUInt16BE(9 ^ (MAGIC >>> 16), 2);
  return Buffer.concat([head, bytes.map((byte, at) => byte ^ mask[at])]);
}

function v6Bytes(address) {
  const dotted = address.match(/^(.*:)(\d+)\.(\d+)\.(\d+)\.(\d+)$/);
  const hex = (high, low) => ((Number(high) << 8) | Number(low)).toString(16);
  const plain = dotted
    ? `${dotted[1]}${hex(dotted[2], dotted[3])}:${hex(dotted[4], dotted[5])}`
    : address;
  const [left, right = null] = plain.split('::').map((part) => part.split(':').filter(Boolean));
  const missing = right === null ? 0 : 8 - left.length - right.length;
  const groups = [...left, ...Array(missing).fill('0'), ...(right ?? [])];
  const out = Buffer.alloc(16);
  groups.forEach((group, at) => {
    out.writeUInt16BE(Number.parseInt(group, 16), at * 2);
  });
  return out;
}

/**
 * Asks the relay at `host:port` for an allocation with the pass, then for permission to send to each
 * of `peers`. → {allocated: 0 | error, permitted: {peer: 0 | error}}. An error of -1 is silence.
 */
export async function askRelay({ host, port, username, credential, peers = [] }) {
  const socket = createSocket('udp4');
  const ask = (packet) =>
    new Promise((done) => {
      const timer = setTimeout(() => done(null), PATIENCE_MS);
      socket.once('message', (answer) => {
        clearTimeout(timer);
        done(answer);
      });
      socket.send(packet, port, host);
    });
  const errorOf = (answer) => {
    if (answer === null) return -1;
    const error = read(answer).get(ERROR);
    return error === undefined ? 0 : error[2] * 100 + error[3];
  };
  const udp = attribute(TRANSPORT, Buffer.from([17, 0, 0, 0]));
  try {
    const first = await ask(message(ALLOCATE, [udp]));
    if (first === null) return { allocated: -1, permitted: {} };
    const { realm, nonce } = { realm: read(first).get(REALM), nonce: read(first).get(NONCE) };
    if (!realm || !nonce) return { allocated: errorOf(first), permitted: {} };
    const key = createHash('md5').update(`${username}:${realm}:${credential}`).digest();
    const who = [
      attribute(USERNAME, Buffer.from(username)),
      attribute(REALM, realm),
      attribute(NONCE, nonce),
    ];
    const answer = await ask(message(ALLOCATE, [udp, ...who], key));
    const allocated = errorOf(answer);
    const permitted = {};
    if (allocated === 0 && !read(answer).has(RELAYED)) throw new Error('no address in the answer');
    for (const one of allocated === 0 ? peers : []) {
      // The mask of an IPv6 address needs the id of its own message: made here, put in afterwards.
      const id = randomBytes(12);
      permitted[one] = errorOf(await ask(permission(one, id, who, key)));
    }
    return { allocated, permitted };
  } finally {
    socket.close();
  }
}

function permission(address, id, who, key) {
  const unsigned = message(CREATE_PERMISSION, [attribute(PEER, peer(address, id)), ...who]);
  unsigned.writeUInt16BE(unsigned.length - 20 + 24, 2);
  id.copy(unsigned, 8);
  const sum = createHmac('sha1', key).update(unsigned).digest();
  return Buffer.concat([unsigned, attribute(INTEGRITY, sum)]);
}
