// SPDX-License-Identifier: Apache-2.0
// Tells the courses of practice.ts to a house, in the order of time: every session is planned, begun,
// ended and looked back at by its two people, through the client.

import type { Answers } from '../../web/src/checks/check';
import { usualContract } from '../../web/src/conversations/contract';
import { newId } from '../../web/src/vault/boxes';
import { coupleMoments } from './couple';
import type { House } from './house';
import { Person } from './person';
import { COURSES, type Course, type Said, type Session, type Side, THERAPIST } from './practice';
import { skyPicture } from './sky';
import { dayAt, momentOf, soon, wallAt } from './wall';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const SESSION_MINUTES = 50;

/** One course as it is being told. */
type Telling = {
  course: Course;
  client: Person;
  alliance: string;
  conversation: string;
  /** Ids of goals and tasks by key, and which are agreed now. */
  ids: Map<string, string>;
  agreedGoals: Set<string>;
  agreedTasks: Set<string>;
  visit: string;
};

type Moment = { atMs: number; run: () => Promise<void> };

/** Everyone of the finished practice. */
export type Told = { mara: Person; clients: Person[]; sessions: number };

/** Tells everything and leaves the house running at the present. */
export async function tell(house: House, zone: string): Promise<Told> {
  const nowMs = Date.now();
  const mara = new Person(house, THERAPIST.login, THERAPIST.name, THERAPIST.passphrase);
  const tellings = COURSES.map((course) => newTelling(house, course));
  const moments = [
    ...tellings.flatMap((telling) => momentsOf(house, mara, telling, nowMs, zone)),
    ...coupleMoments(house, mara, nowMs, zone),
  ];
  moments.sort((a, b) => a.atMs - b.atMs);

  await house.goTo((moments[0]?.atMs ?? nowMs) - DAY_MS);
  if (house.firstLink === null) throw new Error('the house is not empty');
  await mara.join(house.firstLink);
  await mara.http.put('/api/contract', usualContract(zone));

  for (const moment of moments) {
    await house.goTo(moment.atMs);
    await moment.run();
  }
  await house.goTo(Date.now());
  for (const person of [mara, ...tellings.map(({ client }) => client)]) {
    await person.comeBack();
    await person.rehearse();
  }
  return {
    mara,
    clients: tellings.map((telling) => telling.client),
    sessions: COURSES.reduce((sum, course) => sum + course.sessions.length, 0),
  };
}

function newTelling(house: House, course: Course): Telling {
  return {
    course,
    client: new Person(house, course.login, course.name, course.passphrase),
    alliance: '',
    conversation: '',
    ids: new Map(),
    agreedGoals: new Set(),
    agreedTasks: new Set(),
    visit: '',
  };
}

/** Joining, then beginning and end of every session. */
function momentsOf(
  house: House,
  mara: Person,
  telling: Telling,
  nowMs: number,
  zone: string,
): Moment[] {
  const { course } = telling;
  const count = course.sessions.length;
  const walls = course.sessions.map((_, at) => {
    const daysAgo = course.lastDaysAgo + 7 * (count - 1 - at);
    return dayAt(nowMs, -daysAgo, course.hour, zone);
  });
  walls.push(
    course.next === 'soon' ? soon(nowMs, zone) : dayAt(nowMs, course.next, course.hour, zone),
  );

  const plan = async (wall: string | undefined) => {
    const planned = await mara.visits.plan({
      alliance: telling.alliance,
      wall: wall ?? '',
      zone,
      minutes: SESSION_MINUTES,
      medium: course.medium,
    });
    telling.visit = planned.id;
  };

  const moments: Moment[] = [];
  const firstMs = momentOf(walls[0] ?? '', zone);
  moments.push({
    atMs: firstMs - 3 * DAY_MS + 2 * 3_600_000,
    run: async () => {
      await mara.comeBack();
      await join(mara, telling);
      await plan(walls[0]);
    },
  });
  for (const [at, session] of course.sessions.entries()) {
    const startMs = momentOf(walls[at] ?? '', zone);
    const minutes = session.minutes ?? SESSION_MINUTES;
    moments.push({
      atMs: startMs - MINUTE_MS,
      run: () => begin(house, mara, telling, session, zone),
    });
    moments.push({
      atMs: startMs + minutes * MINUTE_MS,
      run: async () => {
        await endOf(mara, telling, session);
        await plan(walls[at + 1]);
      },
    });
  }
  return moments;
}

/** The therapist opens an alliance and hands over a link; the client joins by it. */
async function join(mara: Person, telling: Telling): Promise<void> {
  const { client, course } = telling;
  await mara.alliances.load();
  telling.alliance = await mara.alliances.open(course.label);
  const { link } = await mara.alliances.invite(telling.alliance, 7);
  await client.join(link.split('#')[1] ?? '');
  for (const person of [client, mara]) {
    await person.alliances.load();
    const known = person.alliances.find(telling.alliance);
    if (!known?.canRead) throw new Error(`${person.login} cannot read the new alliance`);
    const bad = Object.entries(known.trust).filter(([, trust]) => !/self|introduced/.test(trust));
    if (bad.length > 0) throw new Error(`${person.login} does not trust ${JSON.stringify(bad)}`);
    telling.conversation = known.conversation;
    person.alliances.forget();
  }
}

/** Both come; the therapist lets the client in. */
async function begin(
  house: House,
  mara: Person,
  telling: Telling,
  session: Session,
  zone: string,
): Promise<void> {
  const { client, visit } = telling;
  await Promise.all([mara.comeBack(), client.comeBack()]);
  const today = wallAt(house.now(), zone).slice(0, 10);
  await client.http.put(`/api/days/${today}`, { value: session.day });
  await client.visits.event(visit, 'arrive');
  await mara.visits.event(visit, 'arrive');
  await mara.visits.event(visit, 'admit');
}

/** The last minutes: lines in the chat, the end, the closing minute, what was agreed. */
async function endOf(mara: Person, telling: Telling, session: Session): Promise<void> {
  const { client, visit } = telling;
  const people = { client, therapist: mara };
  await Promise.all([mara.comeBack(), client.comeBack()]);
  if (session.chat !== undefined) {
    await Promise.all([mara.alliances.load(), client.alliances.load()]);
    for (const [side, text] of session.chat) {
      const { alliance } = telling;
      const posted = await people[side].alliances.post(alliance, 'chat', visit, visit, { text });
      await posted.sent;
    }
  }
  await mara.visits.event(visit, 'end');
  await close(telling, client, 'client', session.client, session);
  await close(telling, mara, 'therapist', session.therapist, session);
  await agree(people, telling, session);
  await writeAfterwards(people, telling.alliance, session);
  client.alliances.forget();
  mara.alliances.forget();
}

/** Letters, the client's journal, the therapist's note. */
async function writeAfterwards(
  { client, therapist }: Record<Side, Person>,
  alliance: string,
  { letters = [], journal = [], note }: Session,
): Promise<void> {
  await Promise.all([therapist.alliances.load(), client.alliances.load()]);
  for (const [side, text, sky] of letters) {
    const writer = side === 'client' ? client : therapist;
    const files = sky ? [await writer.upload(alliance, 'sky.png', 'image/png', skyPicture())] : [];
    await writer.write(alliance, { text, files });
  }
  for (const { shown, ...words } of journal) {
    const self = client.alliances.alliances.value.find(({ kind }) => kind === 'self');
    const place = self?.id ?? (await client.alliances.openSpace({ kind: 'self' }));
    const entry = await client.write(place, { kind: 'entry', ...words });
    if (shown === undefined) continue;
    const { id, at_ms } = entry;
    const copy = { kind: 'shared_entry', entry: id, written_ms: at_ms, bring: true, ...words };
    await client.write(alliance, copy);
  }
  if (note !== undefined) {
    const place = await therapist.alliances.openSpace({ kind: 'notes', about: alliance });
    await therapist.write(place, { kind: 'note', ...note, visit: null });
  }
}

/** One person's closing minute. */
async function close(
  telling: Telling,
  person: Person,
  side: Side,
  said: Said,
  session: Session,
): Promise<void> {
  if (said === 'silent') return;
  const instrument = `closing-${side}`;
  if (said === 'declined') {
    const items = { goal: null, task: null, bond: null, medium: null, overall: null };
    const nothing = { items, goals: [], tasks: [], sealed: null };
    await person.checks.give(telling.visit, { state: 'declined', instrument, ...nothing });
    return;
  }
  const [goal, task, bond, medium, overall] = said.ratings;
  const answers: Answers = {
    state: 'answered',
    instrument,
    items: { goal, task, bond, medium, overall },
    goals: Object.entries(session.goals ?? {}).map(([key, value]) => ({
      goal: idOf(telling, telling.agreedGoals, key),
      value: side === 'client' ? value : Math.min(10, value + 1),
    })),
    tasks: Object.entries(session.tasks ?? {}).map(([key, went]) => ({
      task: idOf(telling, telling.agreedTasks, key),
      ...went,
    })),
    sealed: null,
  };
  if (said.words !== '') {
    const place = {
      conversation: telling.conversation,
      type: 'answer',
      object: telling.visit,
    } as const;
    answers.sealed = (await person.vault.seal(place, { text: said.words })).sealed;
  }
  await person.checks.give(telling.visit, answers);
}

/** The goals and tasks of this session: one proposes, the other agrees, some end. */
async function agree(
  people: Record<Side, Person>,
  telling: Telling,
  session: Session,
): Promise<void> {
  const { alliance, conversation, ids, agreedGoals, agreedTasks } = telling;
  for (const step of session.steps ?? []) {
    if (step.do === 'end') {
      const id = ids.get(step.key) ?? '';
      if (agreedGoals.delete(step.key)) {
        await people.client.goals.endGoal(id, step.how === 'reached' ? 'reached' : 'set_aside');
      } else if (agreedTasks.delete(step.key)) {
        await people.client.goals.endTask(id, step.how === 'done' ? 'done' : 'set_aside');
      } else throw new Error(`${step.key} was not agreed`);
      continue;
    }
    const writer = people[step.by];
    const other = people[step.by === 'client' ? 'therapist' : 'client'];
    const id = newId();
    ids.set(step.key, id);
    const place = { conversation, type: step.do, object: id };
    const { sealed } = await writer.vault.seal(place, {
      text: step.text,
      why: step.why,
      revision: 1,
    });
    if (step.do === 'goal') {
      const { revision } = await writer.goals.addGoal({ id, alliance, sealed });
      if (step.waits) continue;
      await other.goals.agreeGoal(id, revision);
      agreedGoals.add(step.key);
    } else {
      const goal = step.goal === null ? null : (ids.get(step.goal) ?? null);
      const { revision } = await writer.goals.addTask({ id, alliance, goal, sealed });
      if (step.waits) continue;
      await other.goals.agreeTask(id, revision);
      agreedTasks.add(step.key);
    }
  }
}

function idOf(telling: Telling, agreed: Set<string>, key: string): string {
  const id = telling.ids.get(key);
  if (id === undefined || !agreed.has(key)) {
    throw new Error(`${telling.course.login}: ${key} is not agreed at this session`);
  }
  return id;
}
