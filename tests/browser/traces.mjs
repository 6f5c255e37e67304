// SPDX-License-Identifier: Apache-2.0
// Looking for what somebody wrote in bytes that should not hold it: as it is, in UTF-16, and in
// base64 wherever in its groups of three the words begin.

/** The middle of the base64 of anything that holds the bytes with `before` bytes before them. */
function base64Of(bytes, before) {
  const all = Buffer.concat([Buffer.alloc(before), bytes]);
  const from = Math.ceil((before * 8) / 6);
  const to = Math.floor((all.length * 8) / 6);
  return all.toString('base64').slice(from, to);
}

/**
 * Every form in which a marker is looked for.
 * @param {string | Buffer} marker
 */
export function forms(marker) {
  const bytes = Buffer.from(marker);
  const found = new Set([bytes.toString('latin1')]);
  if (typeof marker === 'string') {
    const wide = Buffer.from(marker, 'utf16le');
    found.add(wide.toString('latin1'));
    found.add(Buffer.from(wide).swap16().toString('latin1'));
  }
  for (const before of [0, 1, 2]) {
    const text = base64Of(bytes, before);
    // Some letters more or less are found in anything.
    if (text.length < 8) continue;
    found.add(text);
    found.add(text.replaceAll('+', '-').replaceAll('/', '_'));
  }
  return [...found].map((form) => Buffer.from(form, 'latin1'));
}

/** True when the bytes hold the marker in any of its forms. */
export function holds(bytes, marker) {
  return forms(marker).some((form) => bytes.includes(form));
}

/**
 * The markers that a stream of bytes holds, also across its pieces.
 * @param {AsyncIterable<Buffer>} pieces
 * @param {string[]} markers
 */
export async function heldBy(pieces, markers) {
  const wanted = markers.map((marker) => ({ marker, forms: forms(marker) }));
  const longest = Math.max(...wanted.flatMap((one) => one.forms.map((form) => form.length)));
  const found = new Set();
  const nothing = Buffer.alloc(1 << 16);
  let rest = Buffer.alloc(0);
  for await (const piece of pieces) {
    // Most of a core is empty, and a run of zeros longer than any form is as good as a short one.
    const empty =
      piece.length <= nothing.length &&
      nothing.compare(piece, 0, piece.length, 0, piece.length) === 0;
    const bytes = Buffer.concat([rest, empty ? piece.subarray(0, longest) : piece]);
    for (const one of wanted) {
      if (found.has(one.marker)) continue;
      if (one.forms.some((form) => bytes.includes(form))) found.add(one.marker);
    }
    rest = bytes.subarray(Math.max(0, bytes.length - longest + 1));
  }
  return [...found];
}
