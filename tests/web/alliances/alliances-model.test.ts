// SPDX-License-Identifier: Apache-2.0
// Two people over an honest house in memory, each with a vault and a live socket of their own.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createAccountsApi } from '../../../web/src/accounts/accounts-api';
import { type AccountsModel, createAccountsModel } from '../../../web/src/accounts/accounts-model';
import { createFactorsApi } from '../../../web/src/accounts/factors-api';
import { createAlliancesApi } from '../../../web/src/alliances/alliances-api';
import {
  type AlliancesModel,
  createAlliancesModel,
} from '../../../web/src/alliances/alliances-model';
import type { LiveEvent } from '../../../web/src/net/live';
import { memoryStorage } from '../../../web/src/vault/storage';
import type { Vault } from '../../../web/src/vault/vault';
import { createVault } from '../../../web/src/vault/vault-core';
import { FakeHouse } from '../fake-house';
import { FakeLine } from '../net/fake-line';

type Person = {
  accounts: AccountsModel;
  alliances: AlliancesModel;
  vault: Vault;
  /** One a life of the model; the last one is the one in use. */
  lines: FakeLine[];
};

function newPerson(house: FakeHouse): Person {
  const http = house.device();
  const now = () => house.nowMs;
  const vault = createVault({ storage: memoryStorage(), now });
  const accounts = createAccountsModel({
    api: createAccountsApi(http),
    factors: createFactorsApi(http),
    vault,
    now,
  });
  const lines: FakeLine[] = [];
  const alliances = createAlliancesModel({
    api: createAlliancesApi(http),
    vault,
    live: () => {
      const line = new FakeLine();
      line.nowMs = house.nowMs;
      lines.push(line);
      return line.live;
    },
    me: () => accounts.me.value?.account ?? null,
    origin: 'https://practice.example',
    now,
  });
  return { accounts, alliances, vault, lines };
}

async function join(person: Person, fragment: string, login: string, name: string): Promise<void> {
  await person.accounts.start();
  await person.accounts.signUpLook(fragment);
  const passphrase = `${login} and a quiet harbor at night`;
  const done = await person.accounts.signUpMake({ login, name, passphrase });
  assert.equal(done, true, person.accounts.problem.value ?? '');
}

async function twoPeople() {
  const house = new FakeHouse();
  const mara = newPerson(house);
  await join(mara, house.firstLink(), 'mara', 'Mara');
  await mara.alliances.load();
  const alliance = await mara.alliances.open('J., Tuesdays');
  const { link } = await mara.alliances.invite(alliance, 7);
  const jonas = newPerson(house);
  await join(jonas, new URL(link).hash, 'jonas', 'Jonas');
  await jonas.alliances.load();
  await mara.alliances.load();
  const of = (person: Person) => person.accounts.me.value?.account ?? '';
  return { house, mara, jonas, alliance, maraId: of(mara), jonasId: of(jonas), link };
}

function lineOf(person: Person): FakeLine {
  const line = person.lines.at(-1);
  assert.ok(line);
  return line;
}

/** Waits for what happens in the background; a claim that never comes true fails by itself. */
async function settled(done: () => boolean = () => false, ms = 60): Promise<void> {
  const until = Date.now() + ms;
  while (Date.now() < until && !done()) await new Promise((go) => setTimeout(go, 5));
}

function event(seq: number, changes: Partial<LiveEvent> = {}): LiveEvent {
  const base = { at_ms: 1, object: 'o', sender: null, visit: null, sealed: null };
  return { seq, kind: 'visit', ...base, ...changes };
}

const pair = await twoPeople();

test('before anyone has joined, an alliance goes by its label', async () => {
  const house = new FakeHouse();
  const mara = newPerson(house);
  await join(mara, house.firstLink(), 'mara', 'Mara');
  await mara.alliances.load();
  assert.deepEqual(mara.alliances.state.value, { kind: 'ready' });
  const id = await mara.alliances.open('E., by phone');
  const known = mara.alliances.find(id);
  assert.deepEqual([known?.title, known?.other, known?.canRead], ['E., by phone', null, true]);
});

test('an invitation is a link of our own that holds what the house never sees', async () => {
  const url = new URL(pair.link);
  assert.equal(url.origin + url.pathname, 'https://practice.example/join');
  const [, intro = '', fingerprint = ''] = url.hash.slice(1).split('.');
  const held = JSON.stringify([
    [...pair.house.accounts],
    pair.house.invitations,
    pair.house.grants,
  ]);
  assert.equal(held.includes(intro), false);
  assert.equal(held.includes(fingerprint), false);
});

test('a link that is taken back is no longer open', async () => {
  const { mara, house } = pair;
  const id = await mara.alliances.open('later');
  await mara.alliances.invite(id, 3);
  assert.equal(mara.alliances.find(id)?.invitation?.state, 'open');
  await mara.alliances.revoke(id);
  assert.equal(mara.alliances.find(id)?.invitation?.state, 'revoked');
  assert.ok(house.calls.some((call) => call.startsWith('DELETE /api/invitations/')));
});

test('once joined, each sees the other by name, trusted, and can read', () => {
  const { mara, jonas, alliance, maraId, jonasId } = pair;
  const forMara = mara.alliances.find(alliance);
  const forJonas = jonas.alliances.find(alliance);
  assert.deepEqual([forMara?.title, forMara?.other, forMara?.canRead], ['Jonas', jonasId, true]);
  assert.deepEqual([forJonas?.title, forJonas?.other, forJonas?.canRead], ['Mara', maraId, true]);
  assert.equal(forMara?.trust[jonasId], 'introduced');
  assert.equal(forJonas?.trust[maraId], 'introduced');
});

test('both read the same safety words', async () => {
  const words = await pair.mara.alliances.safetyWords(pair.alliance);
  assert.equal(words.words.length, 8);
  assert.deepEqual(await pair.jonas.alliances.safetyWords(pair.alliance), words);
});

test('what one seals for a goal the other opens, and only as that goal', async () => {
  const { mara, jonas, alliance, jonasId } = pair;
  const body = { text: 'Sleep through', why: 'It helps.' };
  const { sealed } = await jonas.alliances.seal(alliance, 'goal', 'goal-1', body);
  const opened = await mara.alliances.unseal(alliance, 'goal', 'goal-1', jonasId, sealed);
  assert.deepEqual(opened.kind === 'opened' && opened.body, body);
  const again = await mara.alliances.unseal(alliance, 'goal', 'goal-1', jonasId, sealed);
  assert.equal(again, opened, 'remembered, not opened twice');
  const other = await mara.alliances.unseal(alliance, 'goal', 'goal-2', jonasId, sealed);
  assert.equal(other.kind, 'refused');
});

test('an alliance this device does not know refuses with an error, not with silence', async () => {
  const { mara } = pair;
  await assert.rejects(mara.alliances.seal('nowhere', 'goal', 'g', {}), { code: 'no_secret' });
  await assert.rejects(mara.alliances.unseal('nowhere', 'goal', 'g', 'x', 'AAAA'), {
    code: 'no_secret',
  });
});

test('news reaches those who asked for its kind, once, until they stop', () => {
  const { mara, alliance } = pair;
  const line = lineOf(mara);
  line.hello();
  const heard: string[] = [];
  const stop = mara.alliances.onEvent('visit', (of, one) => heard.push(`${of} ${one.seq}`));
  mara.alliances.onEvent('goal', () => heard.push('goal'));
  const say = (one: LiveEvent) => line.socket.say({ op: 'event', alliance, event: one });
  say(event(1));
  say(event(1));
  say(event(2, { kind: 'goal' }));
  stop();
  say(event(3));
  assert.deepEqual(heard, [`${alliance} 1`, 'goal']);
});

test('who joins is known before anybody hears of it', async () => {
  const house = new FakeHouse();
  const mara = newPerson(house);
  await join(mara, house.firstLink(), 'mara', 'Mara');
  await mara.alliances.load();
  const alliance = await mara.alliances.open('new');
  const { link } = await mara.alliances.invite(alliance, 7);
  const titles: Array<string | undefined> = [];
  mara.alliances.onEvent('joined', (of) => titles.push(mara.alliances.find(of)?.title));
  await join(newPerson(house), new URL(link).hash, 'jonas', 'Jonas');
  const line = lineOf(mara);
  line.hello();
  line.socket.say({ op: 'event', alliance, event: event(1, { kind: 'joined' }) });
  await settled(() => titles.length > 0, 3000);
  assert.deepEqual(titles, ['Jonas']);
});

test('presence is known while the line is up, and forgotten when it breaks', () => {
  const { jonas, alliance, maraId } = pair;
  const line = lineOf(jonas);
  line.hello();
  line.socket.say({ op: 'presence', alliance, account: maraId, here: true });
  assert.equal(jonas.alliances.isHere(alliance, maraId), true);
  assert.equal(jonas.alliances.line.value, 'open');
  line.socket.break();
  assert.equal(jonas.alliances.isHere(alliance, maraId), false);
  assert.equal(jonas.alliances.line.value, 'waiting');
  line.pass(500);
  line.hello();
});

test('signals are opened, in order, for those in the session; forged ones are dropped', async () => {
  const { mara, jonas, alliance, maraId, jonasId } = pair;
  const heard: unknown[] = [];
  const stop = jonas.alliances.onSignal('visit-1', (from, body) => heard.push([from, body]));
  const from = lineOf(mara).socket;
  for (const step of ['offer', 'candidate', 'more']) {
    await mara.alliances.sendSignal(alliance, 'visit-1', { step });
  }
  const to = lineOf(jonas).socket;
  const sent = from.said.filter((frame) => frame.op === 'signal');
  assert.equal(sent.length, 3);
  for (const { sealed } of sent) {
    to.say({ op: 'signal', alliance, visit: 'visit-1', from: maraId, sealed });
    // The house repeats it, moves it to another session, and puts it into another mouth.
    to.say({ op: 'signal', alliance, visit: 'visit-1', from: maraId, sealed });
    to.say({ op: 'signal', alliance, visit: 'visit-2', from: maraId, sealed });
    to.say({ op: 'signal', alliance, visit: 'visit-1', from: jonasId, sealed });
  }
  await settled(() => heard.length >= 3, 3000);
  await settled();
  assert.deepEqual(heard, [
    [maraId, { step: 'offer' }],
    [maraId, { step: 'candidate' }],
    [maraId, { step: 'more' }],
  ]);
  stop();
});

test('a signal the house keeps back, or plays again minutes later, is refused and that is told', async () => {
  const { house, mara, jonas, alliance, maraId } = pair;
  const heard: unknown[] = [];
  const refused: string[] = [];
  const stop = jonas.alliances.onSignal(
    'visit-1',
    (_from, body) => heard.push(body),
    (from) => refused.push(from),
  );
  const from = lineOf(mara).socket;
  const sealedNow = async (step: string) => {
    await mara.alliances.sendSignal(alliance, 'visit-1', { step });
    return from.said.findLast((frame) => frame.op === 'signal')?.sealed;
  };
  const deliver = async (sealed: unknown) => {
    const before = heard.length + refused.length;
    const signal = { op: 'signal', alliance, visit: 'visit-1', from: maraId, sealed };
    lineOf(jonas).socket.say(signal);
    await settled(() => heard.length + refused.length > before, 3000);
  };

  const played = await sealedNow('played');
  await deliver(played);
  house.nowMs += 4 * 60_000;
  await deliver(played);
  assert.deepEqual([heard, refused], [[{ step: 'played' }], [maraId]]);

  const [late, later] = [await sealedNow('late'), await sealedNow('later')];
  house.nowMs += 4 * 60_000;
  await deliver(late);
  house.nowMs += 2 * 60_000;
  await deliver(later);
  assert.deepEqual(heard, [{ step: 'played' }, { step: 'late' }]);
  assert.deepEqual(refused, [maraId, maraId]);
  stop();
});

test('a chat line is sealed, kept until durable, and opens on the other side', async () => {
  const { mara, jonas, alliance, jonasId } = pair;
  const line = lineOf(jonas);
  const posted = await jonas.alliances.post(alliance, 'chat', 'visit-1', 'visit-1', {
    text: 'hello',
  });
  const frame = line.socket.said.find((one) => one.op === 'send');
  assert.ok(frame);
  assert.equal((await jonas.vault.waiting()).length, 1);
  line.socket.say({ op: 'sent', ref: frame.ref, seq: 9 });
  assert.deepEqual([await posted.sent, posted.id], [9, frame.id]);
  assert.equal((await jonas.vault.waiting()).length, 0);
  assert.equal(JSON.stringify(frame).includes('hello'), false);
  const row = { id: String(frame.id), seq: 9, sender: jonasId, sealed: String(frame.sealed) };
  const thread = await mara.alliances.openThread(alliance, 'chat', 'visit-1', [row], true);
  const [opened] = thread.opened;
  assert.deepEqual(opened?.kind === 'opened' && opened.body, { text: 'hello' });
  assert.deepEqual(thread.notes, []);
  const again = await mara.alliances.openThread(alliance, 'chat', 'visit-1', [row]);
  assert.equal(again.opened[0], opened, 'remembered, not opened twice');
});

test('a line written while the line was down goes out after a reload, once', async () => {
  const { mara, jonas, alliance, house } = await twoPeople();
  lineOf(jonas).hello();
  lineOf(jonas).socket.break();
  const { id } = await jonas.alliances.post(alliance, 'chat', 'v', 'v', { text: 'later' });
  jonas.alliances.forget();
  assert.equal((await jonas.vault.waiting()).length, 1, 'it is still here');

  await jonas.alliances.load();
  const line = lineOf(jonas);
  line.hello();
  const [shown] = await jonas.alliances.waiting(alliance, 'chat', 'v');
  assert.equal(shown?.id, id);
  const sent = line.socket.said.filter((one) => one.op === 'send');
  assert.deepEqual(
    sent.map((frame) => frame.id),
    [id],
  );
  line.socket.say({ op: 'sent', ref: sent[0]?.ref, seq: 4 });
  assert.equal(await shown?.sent, 4);
  assert.deepEqual(await jonas.alliances.waiting(alliance, 'chat', 'v'), []);
  assert.ok(house.calls.length > 0 && mara);
});

test('a message the server refuses stays in the outbox and can be sent again', async () => {
  const { jonas, alliance } = await twoPeople();
  const line = lineOf(jonas);
  line.hello();
  const { id, sent } = await jonas.alliances.post(alliance, 'chat', 'v', 'v', { text: 'no' });
  const frames = () => line.socket.said.filter((one) => one.op === 'send');
  line.socket.say({
    op: 'refused',
    ref: frames()[0]?.ref,
    error: { code: 'conflict', text: 'not now' },
  });
  await assert.rejects(sent, /not now/);
  const [again] = await jonas.alliances.waiting(alliance, 'chat', 'v');
  assert.equal(again?.id, id);
  line.socket.say({ op: 'sent', ref: frames()[1]?.ref, seq: 5 });
  assert.equal(await again?.sent, 5);
});

test('a list that cannot be read says so, and the last one stays', async () => {
  const { mara, house } = pair;
  const before = mara.alliances.alliances.value.length;
  house.broken = { call: /GET \/api\/alliances$/, when: 'lost', times: 1 };
  await mara.alliances.load();
  assert.equal(mara.alliances.state.value.kind, 'failed');
  assert.equal(mara.alliances.alliances.value.length, before);
  await mara.alliances.load();
  assert.equal(mara.alliances.state.value.kind, 'ready');
});

test('after forgetting nothing is known, and the socket is closed', async () => {
  const { house, mara, alliance } = await twoPeople();
  const line = lineOf(mara);
  line.hello();
  mara.alliances.forget();
  assert.equal(mara.alliances.find(alliance), null);
  assert.equal(line.live.state, 'closed');
  assert.equal(mara.alliances.line.value, 'closed');
  const before = house.calls.length;
  line.pass(60_000);
  assert.equal(house.calls.length, before);
  await mara.alliances.load();
  assert.equal(mara.lines.length, 2, 'a new life, a new socket');
});

test('a list asked for before forgetting does not come back after it', async () => {
  const { mara } = await twoPeople();
  const loading = mara.alliances.load();
  mara.alliances.forget();
  await loading;
  assert.deepEqual(mara.alliances.alliances.value, []);
});
