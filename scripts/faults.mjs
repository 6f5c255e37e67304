// SPDX-License-Identifier: Apache-2.0
// scripts/faults.mjs ROWS: the rows that tests/faults left, as the table of docs/faults.md. The words
// around the table stay as they are.

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { putTable } from './put-table.mjs';

const seconds = (ms) => (ms / 1000).toFixed(1);
const worse = (row, name) => Math.max(...row.people.map((one) => one[name]));
const least = (row, name) => Math.min(...row.people.map((one) => one[name]));

const rows = readFileSync(process.argv[2], 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line));
const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
putTable('docs/faults.md', 'scripts/faults.mjs', [
  '| what was done | nothing could pass, s | without voice beyond that, s | limit, s | made up by the browser meanwhile, % | pictures a second meanwhile |',
  '| --- | ---: | ---: | ---: | ---: | ---: |',
  ...rows.map((row) =>
    [
      '',
      row.fault,
      row.unavoidable === 0 ? '' : seconds(row.unavoidable),
      row.cost > row.limit ? `**${seconds(row.cost)}**` : seconds(row.cost),
      seconds(row.limit),
      row.counted ? Math.round(100 * worse(row, 'concealed')) : '',
      row.counted ? least(row, 'pictures').toFixed(0) : '',
      '',
    ]
      .join(' | ')
      .trim(),
  ),
  '',
  `Measured at ${commit} on ${cpus().length} cores (${cpus()[0]?.model ?? 'unknown'}), the worst of the people each time. What is over its limit stands in bold.`,
]);
