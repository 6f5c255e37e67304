// SPDX-License-Identifier: Apache-2.0
// Reads the finished practice back as a new device would: signed in by pass phrase, everything opened.
// What does not open is a failure, not a sample.

import { createLettersApi } from '../../web/src/conversations/letters-api';
import { COUPLE } from './couple';
import type { House } from './house';
import { Person } from './person';
import { COURSES, THERAPIST } from './practice';

/** How much was found and opened. Throws when anything is missing or refused. */
export type Found = { alliances: number; visits: Set<string>; checks: number; opened: number };

/** Signs in as everybody, one after the other. */
export async function proveSample(house: House): Promise<Found> {
  const found: Found = { alliances: 0, visits: new Set(), checks: 0, opened: 0 };
  const everybody = [THERAPIST, ...COURSES, ...COUPLE];
  for (const { login, name, passphrase } of everybody) {
    const person = new Person(house, login, name, passphrase);
    await person.accounts.start();
    if (!(await person.accounts.signIn(login, passphrase))) {
      throw new Error(`${login} cannot sign in: ${person.accounts.problem.value}`);
    }
    if (person.accounts.needsProof.value) throw new Error(`${login} proved no recovery code`);
    await person.alliances.load();
    for (const alliance of person.alliances.alliances.value) {
      if (!alliance.canRead) throw new Error(`${login} cannot read ${alliance.title}`);
      if (login === THERAPIST.login) found.alliances++;
      await readAlliance(person, alliance.id, found);
    }
    person.alliances.forget();
    // Nobody has to be told of this visit.
    await person.http.post('/api/accounts/tidings/seen', { until_ms: house.now() });
    await person.accounts.signOut();
  }
  return found;
}

async function readAlliance(person: Person, alliance: string, found: Found): Promise<void> {
  const open = async (
    type: 'answer' | 'goal' | 'task' | 'chat',
    object: string,
    sender: string,
    sealed: string,
  ) => {
    const opened = await person.alliances.unseal(alliance, type, object, sender, sealed);
    if (opened.kind === 'refused') throw new Error(`${type} ${object}: ${opened.why}`);
    found.opened++;
  };

  for (const check of await person.checks.list(alliance)) {
    found.checks++;
    const { sealed } = check.answers;
    if (sealed !== null) await open('answer', check.visit, check.account, sealed);
  }
  const { goals, tasks } = await person.goals.list(alliance);
  for (const goal of goals) await open('goal', goal.id, goal.writer, goal.sealed);
  for (const task of tasks) await open('task', task.id, task.writer, task.sealed);

  const { conversation } = person.alliances.find(alliance) ?? { conversation: '' };
  for (const visit of await person.visits.list(alliance)) {
    found.visits.add(visit.id);
    const answer = (await person.http.get(
      `/api/conversations/${conversation}/messages?visit=${visit.id}`,
    )) as { messages: Array<{ sender: string; sealed: string }> };
    for (const { sender, sealed } of answer.messages) await open('chat', visit.id, sender, sealed);
  }

  // A page holds more than the sample ever writes.
  const { messages } = await createLettersApi(person.http).after(conversation, 0);
  const rows = messages.map(({ object, ...rest }) => ({ ...rest, id: object }));
  const thread = await person.alliances.openThread(alliance, 'letter', alliance, rows, true);
  for (const opened of thread.opened) {
    if (opened?.kind !== 'opened') throw new Error(`a letter of ${alliance}: ${opened?.why}`);
    found.opened++;
  }
  for (const { why } of thread.notes) throw new Error(`the letters of ${alliance}: ${why}`);
}
