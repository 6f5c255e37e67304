// SPDX-License-Identifier: Apache-2.0
// scripts/put-table.mjs: a table of figures in a page of docs/ that a run writes anew, between two marks.

import { readFileSync, writeFileSync } from 'node:fs';

const END = '<!-- end of table -->';

/** Puts the lines between the marks of `writer` in the page; the words around them stay as they are. */
export function putTable(path, writer, lines) {
  const begin = `<!-- table: ${writer} -->`;
  const page = readFileSync(path, 'utf8');
  const from = page.indexOf(begin);
  const until = page.indexOf(END);
  if (from < 0 || until < from) throw new Error(`${path}: the marks of the table are not there`);
  writeFileSync(
    path,
    `${page.slice(0, from + begin.length)}\n\n${lines.join('\n')}\n\n${page.slice(until)}`,
  );
}
