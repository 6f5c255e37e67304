// SPDX-License-Identifier: Apache-2.0
import { bandPath, runsOf } from './band';
import './sparkline.css';
import { type SparkRange, spark } from './spark';

type SparklineProps = {
  /** Oldest first; null where there is none. */
  values: readonly (number | null)[];
  /** The person's own usual range at each value; null while too little is known. */
  ranges: readonly (SparkRange | null)[];
  /** The ends of the scale. */
  scale: { min: number; max: number };
  /** Which values a rule fired at. */
  marked?: ReadonlySet<number>;
  /** What it shows, in one sentence, for those who do not see it. */
  label: string;
};

const WIDE = 168;
const HIGH = 48;
const EDGE = 6;

/** A course no taller than a line of words: dots, a thin line, the usual range as a band behind. */
export function Sparkline({ values, ranges, scale, marked, label }: SparklineProps) {
  const { dots, band } = spark(values, ranges, scale);
  const x = (at: number) => EDGE + at * (WIDE - 2 * EDGE);
  const y = (at: number) => EDGE + (1 - at) * (HIGH - 2 * EDGE);
  const line = dots.map(
    (d, i) => `${i === 0 ? 'M' : 'L'}${x(d.x).toFixed(1)} ${y(d.y).toFixed(1)}`,
  );
  return (
    <svg class="spark" viewBox={`0 0 ${WIDE} ${HIGH}`} role="img" aria-label={label}>
      {runsOf(
        band.map(
          (b) => b && { x: x(b.x), top: y(b.high), bottom: Math.max(y(b.low), y(b.high) + 3) },
        ),
      ).map((run) => (
        <path key={run[0]?.x} class="spark-band" d={bandPath(run, EDGE, 4)} />
      ))}
      {dots.length > 1 && <path class="spark-line" d={line.join('')} />}
      {dots.map((d, i) => (
        <circle
          key={d.index}
          class={marked?.has(d.index) ? 'spark-mark' : 'spark-dot'}
          cx={x(d.x)}
          cy={y(d.y)}
          r={i === dots.length - 1 || marked?.has(d.index) ? 4.2 : 2.4}
        />
      ))}
    </svg>
  );
}
