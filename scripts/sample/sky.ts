// SPDX-License-Identifier: Apache-2.0
// A picture that goes with a letter: the sky at night over a hill, drawn here, as a PNG.

import { deflateSync } from 'node:zlib';

const WIDTH = 640;
const HEIGHT = 420;
const STARS = 140;

/** The bytes of the picture; the same every time. */
export function skyPicture(): Uint8Array<ArrayBuffer> {
  const rows = new Uint8Array(HEIGHT * (1 + WIDTH * 3)); // each row begins with its filter, none
  const paint = (x: number, y: number, colour: readonly number[], share: number) => {
    for (const [part, value] of colour.entries()) {
      const at = y * (1 + WIDTH * 3) + 1 + x * 3 + part;
      rows[at] = (rows[at] ?? 0) * (1 - share) + value * share;
    }
  };
  for (let y = 0; y < HEIGHT; y++)
    for (let x = 0; x < WIDTH; x++) {
      const down = (y / HEIGHT) ** 1.6;
      paint(x, y, [14 + 70 * down, 24 + 74 * down, 48 + 62 * down], 1);
      const far = Math.hypot(x - 470, y - 110);
      paint(x, y, [246, 236, 208], Math.max(Math.min(1, 27 - far), 0.3 * Math.exp(-far / 60)));
    }
  let seed = 7;
  const random = (below: number) => {
    seed = (seed * 16807) % 2147483647;
    return seed % below;
  };
  for (let star = 0; star < STARS; star++)
    paint(random(WIDTH), random(300), [255, 250, 235], 0.3 + random(70) / 100);
  for (let x = 0; x < WIDTH; x++) {
    const top = 338 - 26 * Math.sin(x / 150) - 9 * Math.sin(x / 47);
    for (let y = Math.floor(top); y < HEIGHT; y++) paint(x, y, [16, 27, 25], Math.min(1, y - top));
  }
  const size = new Uint8Array(13);
  const view = new DataView(size.buffer);
  view.setUint32(0, WIDTH);
  view.setUint32(4, HEIGHT);
  size.set([8, 2], 8); // eight bits each of red, green and blue
  const magic = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);
  const parts = [magic, chunk('IHDR', size), chunk('IDAT', deflateSync(rows)), chunk('IEND')];
  return new Uint8Array(Buffer.concat(parts));
}

function chunk(name: string, bytes: Uint8Array = new Uint8Array(0)): Uint8Array {
  const whole = new Uint8Array(12 + bytes.length);
  const view = new DataView(whole.buffer);
  view.setUint32(0, bytes.length);
  whole.set(Buffer.from(name), 4);
  whole.set(bytes, 8);
  view.setUint32(8 + bytes.length, crc(whole.subarray(4, 8 + bytes.length)));
  return whole;
}

/** The check sum PNG asks for. */
function crc(bytes: Uint8Array): number {
  let sum = 0xffffffff;
  for (const byte of bytes) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit++) sum = (sum >>> 1) ^ (sum & 1 ? 0xedb88320 : 0);
  }
  return ~sum >>> 0;
}
