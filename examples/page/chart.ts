// SPDX-License-Identifier: Apache-2.0
// A course as a drawing: the ratings, where each was expected, and a mark where something fired.

import { svg } from './dom';
import type { Course, CoursePoint, FiringKind, Scale } from './rapport-core.js';
import type { Row } from './ratings';
import { figure, KINDS } from './words';

const LEFT = 34;
const RIGHT = 8;
const TOP = 30;
const BOTTOM = 34;

/** Marks differ in shape, not in colour alone. */
const SHAPES: Readonly<Record<FiringKind, string>> = {
  strain: 'M-7-6H7L0 7Z',
  rupture: 'M-8-6H8L0 8Z',
  repair: 'M-8 6H8L0-8Z',
  unrepaired: 'M-6-6H6V6H-6Z',
  low_answer: 'M0-8L8 0L0 8L-8 0Z',
};

/** One mark, for the drawing and for its key. */
export function mark(kind: FiringKind, x: number, y: number): SVGElement {
  return svg('path', { d: SHAPES[kind], class: `mark ${kind}`, transform: `translate(${x} ${y})` });
}

/** Draws a course as wide as there is room. */
export function chart(
  course: Course,
  rows: readonly Row[],
  scale: Scale,
  width: number,
): SVGElement {
  const height = Math.min(340, 170 + width / 4);
  const step = (width - LEFT - RIGHT) / course.points.length;
  const x = (i: number) => LEFT + step * (i + 0.5);
  const share = (value: number) => (value - scale.min) / (scale.max - scale.min);
  const y = (value: number) =>
    TOP + (height - TOP - BOTTOM) * (1 - Math.min(1, Math.max(0, share(value))));

  const lines = [0, 1, 2, 3, 4, 5].flatMap((part) => {
    const value = scale.min + ((scale.max - scale.min) * part) / 5;
    return [
      svg('line', { x1: LEFT, x2: width - RIGHT, y1: y(value), y2: y(value), class: 'grid' }),
      svg('text', { x: LEFT - 8, y: y(value) + 4, class: 'end' }, figure(value)),
    ];
  });
  const expected = course.points.map(({ range }, i) =>
    range === null
      ? ''
      : svg('rect', {
          x: x(i) - step / 2,
          y: y(range.high),
          width: step + 0.5,
          height: Math.max(2, y(range.low) - y(range.high)),
          class: 'expected',
        }),
  );
  const half = (rows.at(-1)?.at.length ?? 1) * 4;
  const every = Math.ceil((2 * half + 8) / step);
  const ticks = rows.map(({ at }, i) => {
    const place = { x: Math.min(x(i), width - half), y: height - 10, class: 'middle' };
    return i % every === 0 ? svg('text', place, at) : '';
  });
  const rated = course.points.flatMap((point, i) =>
    point.value === null ? [] : [{ point, value: point.value, i }],
  );
  // Dashed over sessions without a rating.
  const between = rated.slice(1).map(({ value, i }, k) => {
    const from = rated[k] ?? { value, i };
    return svg('line', {
      x1: x(from.i),
      y1: y(from.value),
      x2: x(i),
      y2: y(value),
      class: from.i === i - 1 ? 'line' : 'line over',
    });
  });
  const none = course.points.map(({ value }, i) =>
    value === null ? svg('circle', { cx: x(i), cy: y(scale.min), r: 3, class: 'none' }) : '',
  );
  const dots = rated.map(({ point, value, i }) => {
    const crowded = [i - 1, i + 1].some((k) => course.points[k]?.fired.length);
    return dot(point, x(i), y(value), step * (crowded ? 1 : 2), height - BOTTOM);
  });
  const label = 'The course against where each rating was expected; the table below says the same.';
  return svg(
    'svg',
    { viewBox: `0 0 ${width} ${height}`, width, height, role: 'img', 'aria-label': label },
    ...expected,
    ...lines,
    ...ticks,
    ...between,
    ...none,
    ...dots,
  );
}

/** One rating; with its word, where there is room for one. */
function dot({ fired }: CoursePoint, x: number, y: number, room: number, floor: number): Node {
  const first = fired[0];
  if (first === undefined)
    return svg('circle', { cx: x, cy: y, r: room < 18 ? 2 : 4, class: 'dot' });
  const above = first.kind === 'repair' || y > floor - 30;
  const place = { x, y: above ? y - 15 : y + 23, class: 'middle strong' };
  const word = KINDS[first.kind];
  const label = word.length * 8 <= room ? svg('text', place, word) : '';
  return svg('g', {}, mark(first.kind, x, y), label);
}
