// SPDX-License-Identifier: Apache-2.0
// A soft band that follows a range from place to place: the outline of it, as a path. At each place
// it is exactly as wide as the range there; between two places it eases over and never overshoots.

/** The range at one place, in the drawing's own units: y grows downwards, so `top` is less. */
export type Stretch = { x: number; top: number; bottom: number };

/** Stretches without a gap between them, each run in order. null: no range at that place. */
export function runsOf(stretches: readonly (Stretch | null)[]): Stretch[][] {
  const runs: Stretch[][] = [];
  let run: Stretch[] = [];
  for (const stretch of [...stretches, null]) {
    if (stretch !== null) run.push(stretch);
    else if (run.length > 0) {
      runs.push(run);
      run = [];
    }
  }
  return runs;
}

/** The outline of one run; it goes on for `out` before its first place and after its last. */
export function bandPath(run: readonly Stretch[], out: number): string {
  const first = run[0];
  const last = run.at(-1);
  if (first === undefined || last === undefined) return '';
  const there = run.map(({ x, top }) => [x, top] as const);
  const back = run.map(({ x, bottom }) => [x, bottom] as const).reverse();
  return [
    `M${n(first.x - out)} ${n(first.top)}`,
    ...eased([[first.x - out, first.top], ...there, [last.x + out, last.top]]),
    `L${n(last.x + out)} ${n(last.bottom)}`,
    ...eased([[last.x + out, last.bottom], ...back, [first.x - out, first.bottom]]),
    'Z',
  ].join('');
}

/** From point to point, level at each of them. */
function eased(points: readonly (readonly [number, number])[]): string[] {
  return points.slice(1).map(([x, y], at) => {
    const [fromX, fromY] = points[at] ?? [x, y];
    if (fromY === y) return `L${n(x)} ${n(y)}`;
    const middle = (fromX + x) / 2;
    return `C${n(middle)} ${n(fromY)} ${n(middle)} ${n(y)} ${n(x)} ${n(y)}`;
  });
}

function n(value: number): string {
  return (Math.round(value * 10) / 10).toString();
}
