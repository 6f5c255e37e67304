// SPDX-License-Identifier: Apache-2.0
// bench/row.mjs: what came out of a promise: one line for whoever looks on, and one row for the table of
// docs/speed.md (scripts/bench.sh collects them).

import { appendFileSync } from 'node:fs';

/** Says and keeps it; gives `kept` back. */
export function row(kept, what, promised, measured) {
  console.log(`${what}: ${measured} (promised: ${promised}): ${kept ? 'kept' : 'BROKEN'}`);
  const path = process.env.BENCH_ROWS;
  if (path) appendFileSync(path, `${JSON.stringify({ what, promised, measured, kept })}\n`);
  return kept;
}
