// SPDX-License-Identifier: Apache-2.0
// A reporter that gives only what failed, and why, in a few lines each, for the end of a long run.

const LINES_MOST = 12;

/** One paragraph for each failed test that is not only the sum of others. */
export default async function* failures(source) {
  for await (const { type, data } of source) {
    if (type !== 'test:fail' || data.details.error?.failureType === 'subtestsFailed') continue;
    const { error } = data.details;
    const cause = error?.cause ?? error;
    const lines = String(cause?.stack ?? cause)
      .split('\n')
      .filter((line) => line.trim() !== '' && !line.includes('node:internal'));
    yield `✖ ${data.name}\n  ${lines.slice(0, LINES_MOST).join('\n  ')}\n`;
  }
}
