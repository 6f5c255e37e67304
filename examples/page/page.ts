// SPDX-License-Identifier: Apache-2.0
// The page: reads what was typed, asks the core, and draws what it says. No sum is done here.

import { chart, mark } from './chart';
import { byId, html, svg } from './dom';
import {
  type Core,
  type Course,
  createCore,
  type FiringKind,
  type RuleFigures,
  type RuptureMethod,
  type Scale,
} from './rapport-core.js';
import { type Row, readRatings } from './ratings';
import type { Answer, Question } from './simulator';
import { because, figure, KINDS, METHODS, RULES } from './words';

const SAMPLES: Readonly<Record<string, string>> = {
  'A rupture, repaired': '8 8.3 7.8 8.1 8.4 5.1 5.6 7.9 8.2 8.5 8.3 8.6',
  'A slow decline': '8.6 8.4 8.5 8.2 8.0 7.7 7.5 7.1 6.8 6.4 6.1 5.9',
  'Restless, and well': '6 8.5 5.5 8 6.5 9 5 8.5 7 5.5 8.5 6',
  'Near the ceiling': '9.8 10 9.9 9.8 10 9.2 9.9 10 9.4 9.9 10 9.8',
};

const WORLDS: Readonly<Record<string, string>> = {
  everyday: 'everyday',
  ceiling: 'near the ceiling',
  noisy: 'restless',
  drift: 'slowly changing',
  heavy_tails: 'with odd days',
  irregular: 'often without a rating',
};

const box = byId<HTMLTextAreaElement>('ratings');
const method = byId<HTMLSelectElement>('method');
const world = byId<HTMLSelectElement>('world');
const ends = [byId<HTMLInputElement>('min'), byId<HTMLInputElement>('max')] as const;

const simulator = new Worker('simulator.js', { type: 'module' });
/** What it says, by world and rule; null until it does. */
const figures = new Map<string, RuleFigures | null>();
let shown: { rows: readonly Row[]; scale: Scale } | null = null;

const option = (value: string, text: string) => html('option', { value }, text);

function start(core: Core): void {
  for (const name of METHODS) method.append(option(name, RULES[name][0]));
  for (const name of core.simulationWorlds()) world.append(option(name, WORLDS[name] ?? name));
  for (const [name, values] of Object.entries(SAMPLES)) {
    const button = html('button', { type: 'button' }, name);
    button.addEventListener('click', () => {
      const lines = values.split(' ').map((value, i) => `${i + 1},${value}`);
      box.value = `at,value\n${lines.join('\n')}`;
      ends[0].value = '0';
      ends[1].value = '10';
      look(core);
    });
    byId('samples').append(button);
  }
  for (const field of [box, method, ...ends]) field.addEventListener('input', () => soon(core));
  world.addEventListener('input', () => rules(core));
  byId('form').addEventListener('submit', (event) => event.preventDefault());
  new ResizeObserver(() => draw(core)).observe(byId('chart'));
  simulator.addEventListener('message', ({ data }: MessageEvent<Answer>) => {
    figures.set(`${data.world} ${data.method}`, data.figures);
    rules(core);
  });
  byId('samples').querySelector('button')?.click();
}

function readScale(): Scale | null {
  const [min, max] = ends.map((field) =>
    field.value.trim() === '' ? Number.NaN : Number(field.value),
  );
  if (min === undefined || max === undefined || !(max - min > 0 && max - min < 1e9)) return null;
  return { min, max, step: (max - min) / 10 };
}

let due = false;

/** Once a frame is enough, however many changes a frame brings. */
function soon(core: Core): void {
  if (due) return;
  due = true;
  requestAnimationFrame(() => {
    due = false;
    look(core);
  });
}

/** Everything anew, after any change of what was typed. */
function look(core: Core): void {
  const scale = readScale();
  const read = scale === null ? null : readRatings(box.value, scale);
  const chosen = method.value as RuptureMethod;
  byId('says').textContent = `A fall is ${RULES[chosen][1]}.`;
  for (const field of ends) field.setAttribute('aria-invalid', String(read === null));
  box.setAttribute('aria-invalid', String(read !== null && !read.ok));
  byId('wrong').textContent =
    read === null ? 'The scale needs two numbers, the lower one first.' : read.ok ? '' : read.why;
  // What was right before stays, greyed, until it is right again.
  byId('results').classList.toggle('stale', read === null || !read.ok);
  if (scale === null || read === null || !read.ok) return;
  shown = { rows: read.rows, scale };
  draw(core);
  rules(core);
}

function draw(core: Core): void {
  if (shown === null) return;
  const { rows, scale } = shown;
  const course = core.course(rows, { scale, method: method.value as RuptureMethod });
  const at = (i: number) => rows[i]?.at ?? '';
  const fired = course.points.flatMap((p, i) => p.fired.map((f) => ({ f, at: at(i) })));
  const last = course.points.at(-1);
  byId('summary').textContent = last ? summary(course, rows) : 'No ratings yet.';
  byId('chart').replaceChildren(
    ...(last ? [chart(course, rows, scale, Math.max(240, byId('chart').clientWidth))] : []),
  );
  byId('key').replaceChildren(...key(new Set(fired.map(({ f }) => f.kind)), course));
  byId('fired').replaceChildren(
    ...fired.map(({ f, at }) =>
      html('li', {}, html('strong', {}, `${at}: ${KINDS[f.kind]}`), `, ${because(f)}.`),
    ),
    ...(fired.length === 0 ? [html('li', {}, 'Nothing, by this rule.')] : []),
  );
  byId('table').replaceChildren(
    head('Session', 'Rating', 'Expected', 'What fired'),
    body(
      course.points.map(({ value, state, range, fired }, i) => [
        at(i),
        value === null ? state : figure(value),
        range === null ? 'not yet' : `${figure(range.low)}\u2060–\u2060${figure(range.high)}`,
        fired.map((f) => KINDS[f.kind]).join(', '),
      ]),
    ),
  );
}

const STANDS = {
  too_few: 'there are too few ratings to judge by',
  steady: 'nothing is open',
  strain: 'a strain is open',
  rupture: 'a rupture is open',
  repaired: 'it has just been repaired',
  unrepaired: 'it was not repaired',
} as const;

function summary({ points, status, range }: Course, rows: readonly Row[]): string {
  const found = findings(points, rows);
  const next =
    range === null
      ? ''
      : ` Next time ${figure(range.low)} to ${figure(range.high)} would be no surprise.`;
  return `${points.length} sessions: ${found}. In the end ${STANDS[status]}.${next}`;
}

/** What fired, session by session, in a few words. */
function findings(points: Course['points'], rows: readonly Row[]): string {
  const words = points.flatMap(({ fired }, i) =>
    [...new Set(fired.map((f) => KINDS[f.kind]))].map((kind) => `${kind} at ${rows[i]?.at}`),
  );
  return words.length === 0 ? 'nothing' : words.join(', ');
}

function key(kinds: ReadonlySet<FiringKind>, course: Course): Node[] {
  const sign = (...children: Node[]) =>
    svg(
      'svg',
      { viewBox: '-10 -10 20 20', width: 20, height: 20, 'aria-hidden': 'true' },
      ...children,
    );
  const entries: Node[] = [];
  if (course.points.some(({ range }) => range !== null)) {
    const band = svg('rect', { x: -10, y: -6, width: 20, height: 12, class: 'expected' });
    entries.push(html('li', {}, sign(band), 'where it was expected'));
  }
  for (const kind of kinds) entries.push(html('li', {}, sign(mark(kind, 0, 0)), KINDS[kind]));
  if (course.points.some(({ value }) => value === null))
    entries.push(html('li', {}, sign(svg('circle', { r: 3, class: 'none' })), 'no rating'));
  return entries;
}

function rules(core: Core): void {
  if (shown === null) return;
  const { rows, scale } = shown;
  byId('rules').replaceChildren(
    head('Rule', 'Says of these ratings', 'Found', 'False'),
    body(
      METHODS.map((name) => {
        const known = figures.get(`${world.value} ${name}`);
        return [
          RULES[name][0],
          findings(core.course(rows, { scale, method: name }).points, rows),
          known ? figure(Math.round(known.sensitivity * 100)) : '…',
          known ? figure(known.falsePer100) : '…',
        ];
      }),
      METHODS.indexOf(method.value as RuptureMethod),
    ),
  );
  measure();
}

/** Asks the simulator, once, for every rule in the world that is chosen. */
function measure(): void {
  for (const method of METHODS) {
    const name = `${world.value} ${method}`;
    if (figures.has(name)) continue;
    figures.set(name, null);
    simulator.postMessage({ method, world: world.value } satisfies Question);
  }
}

function head(...names: readonly string[]): Node {
  return html(
    'thead',
    {},
    html('tr', {}, ...names.map((name) => html('th', { scope: 'col' }, name))),
  );
}

function body(lines: readonly (readonly string[])[], marked = -1): Node {
  return html(
    'tbody',
    {},
    ...lines.map(([first = '', ...rest], i) =>
      html(
        'tr',
        i === marked ? { 'aria-current': 'true' } : {},
        html('th', { scope: 'row' }, first),
        ...rest.map((cell) => html('td', {}, cell)),
      ),
    ),
  );
}

try {
  const answer = await fetch('core.wasm');
  start(createCore(new Uint8Array(await answer.arrayBuffer())));
} catch {
  byId('wrong').textContent =
    'The core could not be loaded. It comes from a web server: python3 -m http.server, in this folder.';
}
