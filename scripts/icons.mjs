// SPDX-License-Identifier: Apache-2.0
// Draws the icon (two circles that share a middle) as PNG files, for the systems that cannot use
// web/static/icon.svg. Run after the drawing changes: node scripts/icons.mjs
import { writeFileSync } from 'node:fs';
import { deflateSync, crc32 as zlibCrc32 } from 'node:zlib';

const out = new URL('../web/static/', import.meta.url);
const pine = [0x1f, 0x5d, 0x50];
const paper = [0xfa, 0xf7, 0xf1];

// The same numbers as icon.svg, on a grid of 64.
const corner = 15;
const circles = [
  { x: 25, y: 32 },
  { x: 39, y: 32 },
];
const radius = 13;
const half = 2; // half the width of the line

const FINE = 4; // samples along each side of a pixel

function table() {
  return Array.from({ length: 256 }, (_, n) => {
    let c = n;
    for (let k = 0; k < 8; k++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
    return c >>> 0;
  });
}
const crcs = table();
function crc32(bytes) {
  if (zlibCrc32) return zlibCrc32(bytes);
  let c = 0xffffffff;
  for (const b of bytes) c = crcs[(c ^ b) & 255] ^ (c >>> 8);
  return (c ^ 0xffffffff) >>> 0;
}

function onPlate(x, y, round) {
  if (round === 0) return true;
  const dx = Math.max(round - x, x - (64 - round), 0);
  const dy = Math.max(round - y, y - (64 - round), 0);
  return Math.hypot(dx, dy) <= round;
}

function onLine(x, y, scale) {
  const cx = 32 + (x - 32) / scale;
  const cy = 32 + (y - 32) / scale;
  return circles.some((c) => Math.abs(Math.hypot(cx - c.x, cy - c.y) - radius) <= half);
}

/** One pixel, averaged over FINE × FINE samples, as red, green, blue, alpha. */
function pixel(px, py, size, { round, scale }) {
  let plate = 0;
  let line = 0;
  for (let sy = 0; sy < FINE; sy++)
    for (let sx = 0; sx < FINE; sx++) {
      const x = ((px + (sx + 0.5) / FINE) / size) * 64;
      const y = ((py + (sy + 0.5) / FINE) / size) * 64;
      if (!onPlate(x, y, round)) continue;
      plate++;
      if (onLine(x, y, scale)) line++;
    }
  const share = plate === 0 ? 0 : line / plate;
  const colour = pine.map((p, i) => Math.round(p + (paper[i] - p) * share));
  return [...colour, Math.round((255 * plate) / (FINE * FINE))];
}

function chunk(name, data) {
  const body = Buffer.concat([Buffer.from(name, 'latin1'), data]);
  const size = Buffer.alloc(4);
  size.writeUInt32BE(data.length);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([size, body, sum]);
}

function png(size, look) {
  const rows = [];
  for (let y = 0; y < size; y++) {
    const row = [0];
    for (let x = 0; x < size; x++) row.push(...pixel(x, y, size, look));
    rows.push(Buffer.from(row));
  }
  const head = Buffer.alloc(13);
  head.writeUInt32BE(size, 0);
  head.writeUInt32BE(size, 4);
  head.set([8, 6, 0, 0, 0], 8); // 8 bits, colour with alpha
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', head),
    chunk('IDAT', deflateSync(Buffer.concat(rows), { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

const rounded = { round: corner, scale: 1 };
const full = { round: 0, scale: 0.82 }; // the system cuts its own shape
for (const [name, size, look] of [
  ['icon-32.png', 32, rounded],
  ['icon-180.png', 180, { round: 0, scale: 1 }],
  ['icon-192.png', 192, rounded],
  ['icon-512.png', 512, rounded],
  ['icon-maskable-512.png', 512, full],
])
  writeFileSync(new URL(name, out), png(size, look));
