// SPDX-License-Identifier: Apache-2.0
import { bandPath, runsOf } from '../ui/band';
import { useMedia } from '../ui/media';
import { t } from '../ui/text';
import type { AllianceCourse } from './course';
import './course-chart.css';
import type { Names } from './course-words';
import { firingName } from './rule-words';

/** The picture's own units: on a phone narrow, with the names inside; else with room at the right. */
const FRAMES = {
  narrow: { width: 380, height: 320, right: 10 },
  wide: { width: 720, height: 300, right: 108 },
} as const;
const LEFT = 34;
const TOP = 30;
const BOTTOM = 34;

type Spot = { x: number; y: number; value: number };
type Label = { x: number; y: number; text: string; look: string; anchor: 'start' | 'end' };

/** The first word of a name, so that it fits beside the picture. */
function short(name: string): string {
  const first = name.split(/\s+/)[0] ?? name;
  return first.length > 11 ? `${first.slice(0, 10)}…` : first;
}

/** Labels moved apart, downwards, so that none covers another. */
function apart(labels: Label[]): Label[] {
  const sorted = labels.sort((a, b) => a.y - b.y);
  for (let i = 1; i < sorted.length; i++) {
    const above = sorted[i - 1];
    const own = sorted[i];
    if (above && own && own.y - above.y < 19) own.y = above.y + 19;
  }
  return sorted;
}

/**
 * The course of the alliance: the client's ratings over their own usual range, which may move with each session, the therapist's as
 * open rings, what fired as a word at its session. A picture only: the sentence and the table beside
 * it say the same.
 */
export function CourseChart({ course, names }: { course: AllianceCourse; names: Names }) {
  const narrow = useMedia('(max-width: 40rem)');
  const { width, height, right } = FRAMES[narrow ? 'narrow' : 'wide'];
  const yOf = (value: number): number => TOP + ((10 - value) / 10) * (height - TOP - BOTTOM);
  const count = course.sessions.length;
  const wide = width - LEFT - right;
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
  const bands = runsOf(
    course.views.client.points.map(({ range }, at) =>
      range === null
        ? null
        : {
            x: xOf(at),
            top: yOf(range.high),
            bottom: Math.max(yOf(range.low), yOf(range.high) + 3),
          },
    ),
  );
  /** Where the band ends, for its name. */
  const usual = bands.at(-1)?.at(-1);
  const every = Math.ceil(count / (narrow ? 8 : 13));

  // The line breaks where a session has no rating: nothing is drawn between.
  const runs: Spot[][] = [[]];
  for (const spot of client) {
    if (spot === null) runs.push([]);
    else runs.at(-1)?.push(spot);
  }

  const lastClient = client.findLast((spot) => spot !== null);
  const lastTherapist = therapist.findLast((spot) => spot !== null);
  const clientName = names.me === 'client' ? you : short(names.client);
  const therapistName = names.me === 'therapist' ? you : short(names.therapist);
  const labels = narrow ? inside() : beside();

  /** At the right edge, each at the height of what it names. */
  function beside(): Label[] {
    const x = LEFT + wide + 10;
    const at = (y: number, text: string, look: string): Label => ({
      x,
      y: y + 5,
      text,
      look,
      anchor: 'start',
    });
    return apart([
      ...(lastClient ? [at(lastClient.y, clientName, 'client')] : []),
      ...(lastTherapist ? [at(lastTherapist.y, therapistName, 'therapist')] : []),
      ...(usual ? [at(usual.bottom - 2, t('usual range'), 'usual')] : []),
    ]);
  }

  /** No room at the side: on one line over the picture, in the look of what each names. */
  function inside(): Label[] {
    return [
      { x: LEFT, y: 16, text: `● ${clientName}`, look: 'client', anchor: 'start' },
      { x: width - right, y: 16, text: `○ ${therapistName}`, look: 'therapist', anchor: 'end' },
      ...(usual
        ? [
            {
              x: usual.x + inset,
              y: usual.bottom + 17,
              text: t('usual range'),
              look: 'usual',
              anchor: 'end' as const,
            },
          ]
        : []),
    ];
  }

  return (
    <svg class="course" viewBox={`0 0 ${width} ${height}`} aria-hidden="true" focusable="false">
      {bands.map((run) => (
        <path key={run[0]?.x} class="course-usual" d={bandPath(run, inset, 8)} />
      ))}
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
            y={height - 8}
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
          <circle key={spot.x} class="course-therapist" cx={spot.x} cy={spot.y} r="8" />
        ) : null,
      )}
      {client.map((spot, at) => {
        const fired = course.views.client.points[at]?.fired ?? [];
        const fell = fired.find((one) => one.kind === 'rupture' || one.kind === 'strain');
        const back = fired.find((one) => one.kind === 'repair');
        const said = fell ?? back;
        const x = xOf(at);
        const onward = client[at + 1];
        // A word over a rising line would lie on the next dot.
        const rising = !fell && spot !== null && onward != null && onward.y < spot.y;
        const side = rising || x > LEFT + wide - 50 ? 'end' : x < LEFT + 50 ? 'start' : 'middle';
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
                y={fell ? spot.y + 24 : Math.max(narrow ? 34 : 16, spot.y - 15)}
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
          x={label.x}
          y={label.y}
          text-anchor={label.anchor}
        >
          {label.text}
        </text>
      ))}
    </svg>
  );
}
