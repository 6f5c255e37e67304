// SPDX-License-Identifier: Apache-2.0
import { t } from '../ui/text';
import type { AllianceCourse } from './course';
import './course-chart.css';
import { firingName, type Names } from './course-words';

const WIDTH = 720;
const HEIGHT = 300;
const LEFT = 34;
const RIGHT = 108;
const TOP = 30;
const BOTTOM = 34;

type Spot = { x: number; y: number; value: number };

/** Where a rating of 0 to 10 stands, from the top. */
function yOf(value: number): number {
  return TOP + ((10 - value) / 10) * (HEIGHT - TOP - BOTTOM);
}

/** Labels at the right edge, moved apart so that none covers another. */
function apart(labels: { y: number; text: string; look: string }[]) {
  const sorted = labels.sort((a, b) => a.y - b.y);
  for (let i = 1; i < sorted.length; i++) {
    const above = sorted[i - 1];
    const own = sorted[i];
    if (above && own && own.y - above.y < 19) own.y = above.y + 19;
  }
  return sorted;
}

/**
 * The course of the alliance: the client's ratings over their own usual range, the therapist's as
 * open rings, what fired as a word at its session. A picture only: the sentence and the table beside
 * it say the same.
 */
export function CourseChart({ course, names }: { course: AllianceCourse; names: Names }) {
  const count = course.sessions.length;
  const wide = WIDTH - LEFT - RIGHT;
  const inset = 18;
  const xOf = (at: number): number =>
    count === 1
      ? LEFT + wide / 2
      : LEFT + inset + (at * (wide - 2 * inset)) / Math.max(1, count - 1);
  const spots = (side: 'client' | 'therapist'): (Spot | null)[] =>
    course.views[side].points.map(({ value }, at) =>
      value === null ? null : { x: xOf(at), y: yOf(value), value },
    );
  const client = spots('client');
  const therapist = spots('therapist');
  const you = t('you');
  const { usual } = course.views.client;
  const every = Math.ceil(count / 13);

  // The line breaks where a session has no rating: nothing is drawn between.
  const runs: Spot[][] = [[]];
  for (const spot of client) {
    if (spot === null) runs.push([]);
    else runs.at(-1)?.push(spot);
  }

  const lastClient = client.findLast((spot) => spot !== null);
  const lastTherapist = therapist.findLast((spot) => spot !== null);
  const labels = apart([
    ...(lastClient
      ? [{ y: lastClient.y, text: names.me === 'client' ? you : names.client, look: 'client' }]
      : []),
    ...(lastTherapist
      ? [
          {
            y: lastTherapist.y,
            text: names.me === 'therapist' ? you : names.therapist,
            look: 'therapist',
          },
        ]
      : []),
    ...(usual ? [{ y: yOf(usual.low) - 2, text: t('usual range'), look: 'usual' }] : []),
  ]);

  return (
    <svg class="course" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden="true" focusable="false">
      {usual && (
        <rect
          class="course-usual"
          x={LEFT}
          y={yOf(usual.high)}
          width={wide}
          height={Math.max(3, yOf(usual.low) - yOf(usual.high))}
          rx="8"
        />
      )}
      {[0, 5, 10].map((value) => (
        <g key={value}>
          <line class="course-line" x1={LEFT} x2={LEFT + wide} y1={yOf(value)} y2={yOf(value)} />
          <text class="course-axis" x={LEFT - 10} y={yOf(value) + 5} text-anchor="end">
            {value}
          </text>
        </g>
      ))}
      {course.sessions.map((session, at) =>
        at % every === 0 || at === count - 1 ? (
          <text
            key={session.visit}
            class="course-axis"
            x={xOf(at)}
            y={HEIGHT - 8}
            text-anchor="middle"
          >
            {session.number}
          </text>
        ) : null,
      )}
      {runs.map((run) =>
        run.length > 1 ? (
          <polyline
            key={run[0]?.x}
            class="course-path"
            points={run.map((spot) => `${spot.x},${spot.y}`).join(' ')}
          />
        ) : null,
      )}
      {therapist.map((spot) =>
        spot ? (
          <circle key={spot.x} class="course-therapist" cx={spot.x} cy={spot.y} r="5.5" />
        ) : null,
      )}
      {client.map((spot, at) => {
        const fired = course.views.client.points[at]?.fired ?? [];
        const fell = fired.find((one) => one.kind === 'rupture' || one.kind === 'strain');
        const back = fired.find((one) => one.kind === 'repair');
        const said = fell ?? back;
        const x = xOf(at);
        const side = x > LEFT + wide - 50 ? 'end' : x < LEFT + 50 ? 'start' : 'middle';
        const session = course.sessions[at];
        return (
          <g key={session?.visit}>
            {spot && (
              <circle
                class={fell ? 'course-client course-fell' : 'course-client'}
                cx={spot.x}
                cy={spot.y}
                r="6"
              />
            )}
            {spot && said && (
              <text
                class={fell ? 'course-word course-word-fell' : 'course-word'}
                x={x}
                y={fell ? spot.y + 24 : Math.max(16, spot.y - 15)}
                text-anchor={side}
              >
                {firingName(said)}
              </text>
            )}
            {!spot && <circle class="course-none" cx={x} cy={yOf(0)} r="3" />}
          </g>
        );
      })}
      {labels.map((label) => (
        <text
          key={label.look}
          class={`course-label course-label-${label.look}`}
          x={LEFT + wide + 10}
          y={label.y + 5}
        >
          {label.text}
        </text>
      ))}
    </svg>
  );
}
