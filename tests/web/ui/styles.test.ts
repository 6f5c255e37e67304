// SPDX-License-Identifier: Apache-2.0
// All style sheets end up in one: a class that two of them style would be styled by chance.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

declare const __ROOT__: string;

function* sheets(folder: string): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* sheets(path);
    else if (entry.name.endsWith('.css')) yield path;
  }
}

test('a class on its own is styled in one file only', () => {
  const home = new Map<string, string>();
  const twice: string[] = [];
  for (const path of sheets(join(__ROOT__, 'web/src'))) {
    const text = readFileSync(path, 'utf8').replace(/\/\*[\s\S]*?\*\//g, '');
    // A comma within :has() or :is() ends no selector.
    for (const [, selectors = ''] of text.matchAll(/([^{}]+)\{/g))
      for (const selector of selectors.split(/,(?![^()]*\))/)) {
        const alone = selector.trim().match(/^\.([\w-]+)$/)?.[1];
        if (alone === undefined) continue;
        const first = home.get(alone) ?? path;
        home.set(alone, first);
        if (first !== path) twice.push(`.${alone}: ${first} and ${path}`);
      }
  }
  assert.ok(home.size > 50);
  assert.deepEqual([...new Set(twice)], []);
});

/** Relative luminance and contrast, as WCAG 2.2 defines them. */
function contrast(a: string, b: string): number {
  const light = (hex: string) => {
    const [r = 0, g = 0, blue = 0] = [1, 3, 5].map((at) => {
      const c = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
      return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * blue;
  };
  const [low = 0, high = 0] = [light(a), light(b)].sort((x, y) => x - y);
  return (high + 0.05) / (low + 0.05);
}

test('every pair of colours used for words keeps 4.5 to 1 in both themes, edges 3 to 1', () => {
  const text = readFileSync(join(__ROOT__, 'web/src/ui/tokens.css'), 'utf8');
  const [light = '', dark = ''] = text.split('@media (prefers-color-scheme: dark)');
  for (const theme of [light, dark]) {
    const of = (name: string) => theme.match(new RegExp(`--${name}: (#\\w{6});`))?.[1] ?? '';
    const words: [string, string][] = [
      ...['paper', 'card', 'pine-soft', 'pine-mist', 'clay-soft'].map(
        (ground): [string, string] => ['ink', ground],
      ),
      ['soft', 'paper'],
      ['soft', 'card'],
      ['pine', 'paper'],
      ['pine', 'card'],
      ['pine-deep', 'pine-soft'],
      ['pine-deep', 'pine-mist'],
      ['on-pine', 'pine'],
      ['on-clay', 'clay'],
      ['on-clay', 'clay-deep'],
      ['clay-ink', 'clay-soft'],
      ['clay-ink', 'card'],
      ['sand', 'card'],
    ];
    for (const [ink, ground] of words)
      assert.ok(
        contrast(of(ink), of(ground)) >= 4.5,
        `${ink} ${of(ink)} on ${ground} ${of(ground)}`,
      );
    for (const [edge, ground] of [
      ['edge', 'paper'],
      ['edge', 'card'],
      ['clay', 'card'],
    ] as const)
      assert.ok(contrast(of(edge), of(ground)) >= 3, `${edge} on ${ground}`);
  }
});
