// SPDX-License-Identifier: Apache-2.0
// scripts/speed.mjs ROWS MACHINE COMMIT: the rows that the benches left (bench/row.h), as the table of
// docs/speed.md. The words around the table stay as they are.

import { readFileSync } from 'node:fs';
import { putTable } from './put-table.mjs';

const [path, machine, commit] = process.argv.slice(2);
const rows = readFileSync(path, 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line));
putTable('docs/speed.md', 'scripts/speed.mjs', [
  `Measured at ${commit} on ${machine}.`,
  '',
  '| what | promised | measured | kept |',
  '| --- | --- | --- | --- |',
  ...rows.map(
    ({ what, promised, measured, kept }) =>
      `| ${what} | ${promised} | ${measured} | ${kept ? 'yes' : '**no**'} |`,
  ),
]);
