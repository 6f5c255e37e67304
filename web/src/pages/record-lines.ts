// SPDX-License-Identifier: Apache-2.0
// The lines of a file of `rapport record-export`: the record first, then each chunk of each file that went
// with a letter. Memory holds one line at a time; where the others begin is remembered.

import { fields, text, whole } from '../net/read';

/** No line is longer: a record is what people write, and a chunk is small. */
const LINE_BYTES_MAX = 256 * 1024 * 1024;

const PIECE = 1024 * 1024;
const NEWLINE = 10;

/** The record as it was exported, not yet checked, and the sealed chunks beside it. */
export type RecordLines = {
  record: unknown;
  /** '', which opens as nothing, when the file has no such chunk. */
  chunk(file: string, n: number): Promise<string>;
};

/** Reads the lines. Throws TypeError or SyntaxError saying what is not as agreed. */
export async function readRecordLines(file: Blob): Promise<RecordLines> {
  const places = new Map<string, Blob>();
  let record: unknown;
  for await (const line of linesOf(file)) {
    const value: unknown = JSON.parse(await line.text());
    if (record === undefined) {
      record = value;
      continue;
    }
    const chunk = fields(value, 'chunk');
    places.set(nameOf(text(chunk, 'file'), whole(chunk, 'n')), line);
  }
  return {
    record,
    async chunk(id, n) {
      const line = places.get(nameOf(id, n));
      if (line === undefined) return '';
      return text(fields(JSON.parse(await line.text()), 'chunk'), 'sealed');
    },
  };
}

function nameOf(file: string, n: number): string {
  return `${file}|${n}`;
}

/** Each line without its end, as a part of the file. */
async function* linesOf(file: Blob): AsyncGenerator<Blob> {
  let begin = 0;
  for (let at = 0; at < file.size; at += PIECE) {
    const piece = new Uint8Array(await file.slice(at, at + PIECE).arrayBuffer());
    for (let end = piece.indexOf(NEWLINE); end >= 0; end = piece.indexOf(NEWLINE, end + 1)) {
      if (at + end > begin) yield file.slice(begin, at + end);
      begin = at + end + 1;
    }
    if (at + piece.length - begin > LINE_BYTES_MAX) throw new TypeError('a line is too long');
  }
  if (begin < file.size) yield file.slice(begin);
}
