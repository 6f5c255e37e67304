// SPDX-License-Identifier: Apache-2.0
// A server that lies about messages: moves, copies, ages, cuts and forges them.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as openpgp from 'openpgp/lightweight';
import { type Bytes, fromBase64url, toBase64url } from '../../../web/src/vault/bytes';
import { writeMessage } from '../../../web/src/vault/messages';
import {
  type Identity,
  makeIdentity,
  openUnderSecret,
  sealUnderSecret,
} from '../../../web/src/vault/openpgp-wrapper';
import type { Opened, Place, PlainPlace } from '../../../web/src/vault/vault';
import { learn, memberKey, newPair, newPerson, type Pair, say } from './people';

const pair: Pair = await newPair();
const place: Place = { conversation: pair.conversation, type: 'chat', object: 'visit-1' };
const jonas = pair.jonas.me.account;
const mara = pair.mara.me.account;
const DAY_MS = 86_400_000;

function refusal(opened: Opened, wanted: RegExp): void {
  assert.equal(opened.kind, 'refused');
  assert.match(opened.kind === 'refused' ? opened.why : '', wanted);
}

function bytesOf(sealed: string): Bytes {
  const bytes = fromBase64url(sealed);
  assert.ok(bytes);
  return bytes;
}

test('what the client seals, the therapist opens, with time and sender', async () => {
  const { id, sealed } = await say(pair.jonas.vault, place, { text: 'Hello, är du där? 你好' });
  const opened = await pair.mara.vault.open(place, jonas, sealed);
  assert.deepEqual(opened, {
    kind: 'opened',
    id,
    sender: jonas,
    at_ms: pair.clock.nowMs,
    revision: 0,
    revised_ms: null,
    body: { text: 'Hello, är du där? 你好' },
  });
});

test('the sender reads their own message, and reading it again is no replay', async () => {
  const { sealed } = await say(pair.jonas.vault, place, { text: 'mine' });
  for (let i = 0; i < 2; i++) {
    assert.equal((await pair.jonas.vault.open(place, jonas, sealed)).kind, 'opened');
  }
});

test('nothing of the text can be seen in what is sent', async () => {
  const { sealed } = await say(pair.jonas.vault, place, { text: 'cranberry' });
  const bytes = Buffer.from(bytesOf(sealed));
  for (const word of ['cranberry', 'chat', place.conversation, jonas]) {
    assert.equal(bytes.includes(word), false, word);
  }
});

test('short messages have one length, whatever they say', async () => {
  const lengths = new Set<number>();
  for (const text of ['', 'no', 'yes, of course', 'I would rather not talk about it today.']) {
    lengths.add(bytesOf((await say(pair.jonas.vault, place, { text })).sealed).length);
  }
  assert.equal(lengths.size, 1);
});

test('a message moved to another conversation is refused', async () => {
  const founded = await pair.mara.vault.found();
  const there = { ...place, conversation: founded.conversation };
  const { sealed } = await say(pair.mara.vault, place, { text: 'for jonas' });
  refusal(await pair.mara.vault.open(there, mara, sealed), /changed on the way/);
});

test('a message under the right secret but for another conversation is refused', async () => {
  const forged = await sealedBy(jonasIdentity(), { ...place, conversation: 'elsewhere' });
  refusal(await pair.mara.vault.open(place, jonas, forged), /another place/);
});

test('a message moved to another session is refused', async () => {
  const { sealed } = await say(pair.jonas.vault, place, { text: 'today' });
  const moved = { ...place, object: 'visit-2' };
  refusal(await pair.mara.vault.open(moved, jonas, sealed), /another place/);
});

test('a chat line cannot be passed off as an open answer or a goal', async () => {
  const { sealed } = await say(pair.jonas.vault, place, { text: 'hello' });
  for (const type of ['answer', 'goal', 'task', 'signal'] as const) {
    refusal(await pair.mara.vault.open({ ...place, type }, jonas, sealed), /another place/);
  }
});

test('a message cannot be put into the other person’s mouth', async () => {
  const { sealed } = await say(pair.jonas.vault, place, { text: 'from jonas' });
  refusal(await pair.mara.vault.open(place, mara, sealed), /changed on the way/);
});

test('a member cannot sign as another member inside the message', async () => {
  const forged = await sealedBy(jonasIdentity(), place, { sender: mara });
  refusal(await pair.mara.vault.open(place, jonas, forged), /someone else/);
});

test('a changed byte is found, wherever it is', async () => {
  const { sealed } = await say(pair.jonas.vault, place, { text: 'whole' });
  const bytes = bytesOf(sealed);
  for (let at = 0; at < bytes.length; at += 5) {
    const changed = new Uint8Array(bytes);
    changed[at] = (changed[at] ?? 0) ^ 0x20;
    const opened = await pair.mara.vault.open(place, jonas, toBase64url(changed));
    assert.equal(opened.kind, 'refused', `byte ${at}`);
  }
});

test('a message cut short, or with something behind it, is refused', async () => {
  const { sealed } = await say(pair.jonas.vault, place, { text: 'whole' });
  const bytes = bytesOf(sealed);
  const longer = new Uint8Array([...bytes, ...bytes]);
  for (const wrong of [bytes.subarray(0, -1), bytes.subarray(0, 40), longer]) {
    const opened = await pair.mara.vault.open(place, jonas, toBase64url(wrong));
    refusal(opened, /changed on the way/);
  }
});

test('text that is no sealed message is refused, and nothing is thrown', async () => {
  for (const wrong of ['', '!', 'AAAA', 'hello there', toBase64url(new Uint8Array(70_000))]) {
    refusal(await pair.mara.vault.open(place, jonas, wrong), /changed on the way/);
  }
});

test('a message from more than a day ahead is refused, from within it is not', async () => {
  const nowMs = pair.clock.nowMs;
  const ahead = await sealedBy(jonasIdentity(), place, { at_ms: nowMs + DAY_MS + 60_000 });
  refusal(await pair.mara.vault.open(place, jonas, ahead), /future/);
  const within = await sealedBy(jonasIdentity(), place, { at_ms: nowMs + DAY_MS - 60_000 });
  assert.equal((await pair.mara.vault.open(place, jonas, within)).kind, 'opened');
});

test('a signature made by a device whose clock is hours ahead still counts', async () => {
  const identity = jonasIdentity();
  const at_ms = pair.clock.nowMs + 5 * 3_600_000;
  const forged = await sealedBy(identity, place, { at_ms }, at_ms);
  assert.equal((await pair.mara.vault.open(place, jonas, forged)).kind, 'opened');
});

test('the same words copied under a second message of the same id are a replay', async () => {
  const identity = jonasIdentity();
  const first = await sealedBy(identity, place, { id: 'once' });
  const second = await sealedBy(identity, { ...place, object: 'visit-9' }, { id: 'once' });
  assert.equal((await pair.mara.vault.open(place, jonas, first)).kind, 'opened');
  refusal(
    await pair.mara.vault.open({ ...place, object: 'visit-9' }, jonas, second),
    /already seen/,
  );
});

test('a signal counts once, and not when it is old', async () => {
  const signal: PlainPlace = { ...place, type: 'signal' };
  const { sealed } = await pair.jonas.vault.seal(signal, { offer: 'v=0' });
  assert.equal((await pair.mara.vault.open(signal, jonas, sealed)).kind, 'opened');
  refusal(await pair.mara.vault.open(signal, jonas, sealed), /already seen/);
  const old = await sealedBy(jonasIdentity(), signal, {
    at_ms: pair.clock.nowMs - 6 * 60_000,
  });
  refusal(await pair.mara.vault.open(signal, jonas, old), /too old/);
});

test('an unsigned message is refused, although its secret is right', async () => {
  const text = writeMessage(place, envelope(), { text: 'nobody' }) ?? '';
  const unsigned = await openpgp.encrypt({
    message: await openpgp.createMessage({ text }),
    passwords: [secretOf()],
    format: 'binary',
    config: { s2kIterationCountByte: 0, s2kType: openpgp.enums.s2k.iterated },
  });
  const sealed = toBase64url(new Uint8Array(unsigned as Uint8Array));
  refusal(await pair.mara.vault.open(place, jonas, sealed), /changed on the way/);
});

test('a stranger who learned the secret still cannot write as the client', async () => {
  const stranger = await makeIdentity('stranger', pair.clock.nowMs);
  const forged = await sealedBy(stranger, place);
  refusal(await pair.mara.vault.open(place, jonas, forged), /changed on the way/);
});

test('a message somebody added a second way to open is refused', async () => {
  // What a recipient who forwards secretly would do: the body and its signature stay untouched.
  const { sealed } = await say(pair.jonas.vault, place, { text: 'for two' });
  const message = await openpgp.readMessage({ binaryMessage: bytesOf(sealed) });
  const keys = await openpgp.decryptSessionKeys({ message, passwords: [secretOf()] });
  const key = keys[0];
  assert.ok(key);
  const added = await openpgp.encryptSessionKey({
    data: key.data,
    algorithm: key.algorithm ?? 'aes256',
    passwords: ['another way'],
    format: 'binary',
    config: { s2kIterationCountByte: 0, s2kType: openpgp.enums.s2k.iterated },
  });
  const both = new Uint8Array([...(added as Uint8Array), ...bytesOf(sealed)]);
  const direct = await openpgp.decrypt({
    message: await openpgp.readMessage({ binaryMessage: both }),
    passwords: ['another way'],
    format: 'utf8',
  });
  assert.match(String(direct.data), /for two/, 'the forwarding itself works');
  refusal(await pair.mara.vault.open(place, jonas, toBase64url(both)), /changed on the way/);
});

test('a signed message taken out and sealed for somebody else does not open there', async () => {
  // The therapist passes the client’s words on, in a conversation with another client.
  const other = await newPair();
  const { sealed } = await say(pair.jonas.vault, place, { text: 'only for mara' });
  const there = { ...place, conversation: other.conversation };
  refusal(await other.jonas.vault.open(there, other.mara.me.account, sealed), /changed on the way/);
});

test('a sender who does not belong to the conversation is refused', async () => {
  const { sealed } = await say(pair.jonas.vault, place, { text: 'hello' });
  refusal(await pair.mara.vault.open(place, 'account-of-nobody', sealed), /does not belong/);
});

test('a conversation this device does not know is refused, not thrown', async () => {
  const there = { ...place, conversation: 'never-seen' };
  refusal(await pair.mara.vault.open(there, jonas, 'AAAA'), /does not know/);
});

test('an epoch that the message does not name is refused', async () => {
  const forged = await sealedBy(jonasIdentity(), place, { epoch: 2 });
  refusal(await pair.mara.vault.open(place, jonas, forged), /another place/);
});

test('a message too long for the wire is refused before it is sent', async () => {
  await assert.rejects(
    say(pair.jonas.vault, place, { text: 'x'.repeat(32_300) }),
    (error: { code?: string }) => error.code === 'too_long',
  );
  const { sealed } = await say(pair.jonas.vault, place, { text: 'x'.repeat(31_900) });
  assert.ok(bytesOf(sealed).length <= 32 * 1024, 'what is taken here, the server takes');
});

test('many at once come back in order, refusals among them', async () => {
  const items = [];
  for (const text of ['one', 'two', 'three']) {
    const { sealed } = await say(pair.jonas.vault, place, { text });
    items.push({ place, sender: jonas, sealed });
  }
  items.splice(1, 0, { place, sender: jonas, sealed: 'AAAA' });
  const opened = await pair.mara.vault.openAll(items);
  assert.deepEqual(
    opened.map((one) => (one.kind === 'opened' ? (one.body as { text: string }).text : 'no')),
    ['one', 'no', 'two', 'three'],
  );
});

test('someone removed from the members can no longer be heard', async () => {
  const other = await newPair();
  const here = { ...place, conversation: other.conversation };
  const { sealed } = await say(other.jonas.vault, here, { text: 'still here' });
  await learn(other, other.mara, { members: [memberKey(other.mara)] });
  refusal(await other.mara.vault.open(here, other.jonas.me.account, sealed), /does not belong/);
});

test('gpg opens a sealed message with the secret alone', async (t) => {
  const { spawnSync } = await import('node:child_process');
  if (spawnSync('gpg', ['--version']).status !== 0) return t.skip('gpg is not installed');
  const { mkdtempSync, rmSync } = await import('node:fs');
  const { tmpdir } = await import('node:os');
  const home = mkdtempSync(`${tmpdir()}/rapport-gpg-`);
  try {
    const { sealed } = await say(pair.jonas.vault, place, { text: 'read me in ten years' });
    const options = ['--homedir', home, '--batch', '--pinentry-mode', 'loopback'];
    const run = spawnSync('gpg', [...options, '--passphrase', secretOf(), '--decrypt'], {
      input: bytesOf(sealed),
    });
    assert.match(run.stdout.toString(), /read me in ten years/, run.stderr.toString());
  } finally {
    spawnSync('gpgconf', ['--homedir', home, '--kill', 'all']);
    rmSync(home, { recursive: true, force: true });
  }
  return undefined;
});

test('a conversation’s secret alone does not open under another signer', async () => {
  const other = await newPerson('other', 'client', pair.clock);
  const key = fromBase64url(other.made.public_key);
  assert.ok(key);
  const { sealed } = await say(pair.jonas.vault, place, { text: 'hello' });
  const stranger = await makeIdentity('other', pair.clock.nowMs);
  const text = await openUnderSecret(bytesOf(sealed), secretOf(), stranger, pair.clock.nowMs);
  assert.equal(text, null);
});

/** The attacker of these tests is generous to itself: it knows the secret and the client’s key. */
function secretOf(): string {
  return pair.secret;
}

function jonasIdentity(): Identity {
  return pair.jonasIdentity;
}

function envelope(
  changes: Partial<{ epoch: number; sender: string; id: string; at_ms: number }> = {},
) {
  return {
    epoch: 1,
    sender: jonas,
    id: toBase64url(crypto.getRandomValues(new Uint8Array(16))),
    at_ms: pair.clock.nowMs,
    thread: {
      revision: 0,
      revised_ms: null,
      chain: { device: 'forger', n: 1, previous: '' },
      seen: [],
    },
    ...changes,
  };
}

async function sealedBy(
  identity: Identity,
  claimed: Place,
  changes: Parameters<typeof envelope>[0] = {},
  signedMs = pair.clock.nowMs,
): Promise<string> {
  const text = writeMessage(claimed, envelope(changes), { text: 'forged' }) ?? '';
  return toBase64url(await sealUnderSecret(text, secretOf(), identity, signedMs));
}
