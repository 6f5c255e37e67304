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

/**
 * The outline of one run. It goes on for `out` before its first place and after its last, and its four
 * corners are rounded by `round` as far as that leaves the places themselves alone.
 */
export function bandPath(run: readonly Stretch[], out: number, round = 0): string {
  const first = run[0];
  const last = run.at(-1);
  if (first === undefined || last === undefined) return '';
  const left = first.x - out;
  const right = last.x + out;
  const r = Math.min(round, out, (first.bottom - first.top) / 2);
  const s = Math.min(round, out, (last.bottom - last.top) / 2);
  const there = run.map(({ x, top }) => [x, top] as const);
  const back = run.map(({ x, bottom }) => [x, bottom] as const).reverse();
  return [
    `M${n(left)} ${n(first.top + r)}`,
    `Q${n(left)} ${n(first.top)} ${n(left + r)} ${n(first.top)}`,
    ...eased([[left + r, first.top], ...there, [right - s, last.top]]),
    `Q${n(right)} ${n(last.top)} ${n(right)} ${n(last.top + s)}`,
    `L${n(right)} ${n(last.bottom - s)}`,
    `Q${n(right)} ${n(last.bottom)} ${n(right - s)} ${n(last.bottom)}`,
    ...eased([[right - s, last.bottom], ...back, [left + r, first.bottom]]),
    `Q${n(left)} ${n(first.bottom)} ${n(left)} ${n(first.bottom - r)}`,
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
