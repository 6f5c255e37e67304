// SPDX-License-Identifier: Apache-2.0
import { t } from '../ui/text';
import type { AllianceCourse } from './course';
import { type Names, rating, standing } from './course-words';
import './sparkline.css';

const WIDTH = 150;
const HEIGHT = 46;
const INSET = 7;

/**
 * The course as a small line over the person's own usual range. It uses the height it has for the
 * part of the scale that matters to this person; the spoken words say which part.
 */
export function Sparkline({ course, names }: { course: AllianceCourse; names: Names }) {
  const { points, usual } = course.views.client;
  const values = points.flatMap((point) => (point.value === null ? [] : [point.value]));
  if (values.length < 2) return <p class="note">{t('too few sessions to draw')}</p>;
  const least = Math.max(0, Math.floor(Math.min(...values, usual?.low ?? 10) - 0.5));
  const most = Math.min(10, Math.ceil(Math.max(...values, usual?.high ?? 0) + 0.5));
  const x = (at: number) => INSET + (at * (WIDTH - 2 * INSET)) / Math.max(1, points.length - 1);
  const y = (value: number) =>
    HEIGHT - INSET - ((value - least) / Math.max(1, most - least)) * (HEIGHT - 2 * INSET);
  const spots = points.flatMap((point, at) =>
    point.value === null ? [] : [{ at, x: x(at), y: y(point.value) }],
  );
  const lastSpot = spots.at(-1);
  const { status } = course.views.client;
  const low = status === 'strain' || status === 'rupture' || status === 'unrepaired';
  const spoken = t('{standing} Drawn from {least} to {most}; the last rating is {value}.', {
    standing: standing(course, names),
    least,
    most,
    value: rating(values.at(-1) ?? 0),
  });
  return (
    <svg
      class="sparkline"
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      width={WIDTH}
      height={HEIGHT}
      role="img"
      aria-label={spoken}
    >
      {usual && (
        <rect
          class="sparkline-usual"
          x="0"
          width={WIDTH}
          y={y(usual.high)}
          height={Math.max(2, y(usual.low) - y(usual.high))}
          rx="4"
        />
      )}
      <polyline
        class="sparkline-path"
        points={spots.map((spot) => `${spot.x},${spot.y}`).join(' ')}
      />
      {lastSpot && (
        <circle
          class={low ? 'sparkline-last sparkline-low' : 'sparkline-last'}
          cx={lastSpot.x}
          cy={lastSpot.y}
          r="4.5"
        />
      )}
    </svg>
  );
}
