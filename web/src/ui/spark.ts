// SPDX-License-Identifier: Apache-2.0
// Where the dots of a small line go. A few tenths of a point would vanish on the whole scale, so the
// line uses the part of the scale the person moves in; whoever draws it says so beside it.

/** What was usual at one place. */
export type SparkRange = { readonly low: number; readonly high: number };

/** Places are shares of the drawing: x from the left, y from below, 0 to 1. */
export type Spark = {
  dots: { index: number; x: number; y: number }[];
  /** One for each value, gaps included; null where there is no range. */
  band: ({ x: number; low: number; high: number } | null)[];
};

/** The least part of the scale that is shown, so that noise does not look like drama. */
const LEAST_SHARE = 0.4;

/** Lays out the values that are there; gaps stay gaps in x, and are bridged by the line. */
export function spark(
  values: readonly (number | null)[],
  ranges: readonly (SparkRange | null)[],
  scale: { min: number; max: number },
): Spark {
  const given = values.flatMap((value, index) => (value === null ? [] : [{ index, value }]));
  const all = given.map((g) => g.value);
  if (given.length > 0) all.push(...ranges.flatMap((r) => (r === null ? [] : [r.low, r.high])));
  const [least, most] = usefulPart(all, scale);
  const y = (value: number) => Math.min(1, Math.max(0, (value - least) / (most - least)));
  const last = Math.max(values.length - 1, 1);
  const x = (index: number) => (values.length === 1 ? 1 : index / last);
  return {
    dots: given.map(({ index, value }) => ({ index, x: x(index), y: y(value) })),
    band: values.map((_, index) => {
      const range = ranges[index] ?? null;
      return range === null ? null : { x: x(index), low: y(range.low), high: y(range.high) };
    }),
  };
}

/** The part of the scale around the values, at least LEAST_SHARE of it, never beyond its ends. */
export function usefulPart(
  values: readonly number[],
  scale: { min: number; max: number },
): [least: number, most: number] {
  const whole = scale.max - scale.min;
  if (values.length === 0) return [scale.min, scale.max];
  const low = Math.min(...values);
  const high = Math.max(...values);
  const span = Math.min(whole, Math.max(high - low, whole * LEAST_SHARE));
  const middle = (low + high) / 2;
  const least = Math.min(Math.max(middle - span / 2, scale.min), scale.max - span);
  return [least, least + span];
}
