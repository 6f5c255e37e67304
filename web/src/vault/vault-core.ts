// SPDX-License-Identifier: Apache-2.0
// The vault itself: opening and closing it, slots, and the way to conversations and links. Runs the
// same in a worker, in tests and for the sample practice. Needs `crypto.subtle`; keeps no plaintext.

import { makeArgonReady } from './argon';
import { lockBox, openBox, randomBytes } from './boxes';
import { type Bytes, fromBase64url, sameBytes, toBase64url } from './bytes';
import { createConversations } from './conversations';
import { createFiles } from './files';
import { createKeep } from './keep';
import { introduce, makeLink, openWelcome, readLink } from './links';
import { createLocal } from './local';
import { createLogs } from './logs';
import {
  type Identity,
  identityBytes,
  lockIdentity,
  makeIdentity,
  readIdentity,
  readPublicIdentity,
  sealFileToKey,
  sealToKey,
} from './openpgp-wrapper';
import { createPins } from './pins';
import { makeRecoveryCode, readRecoveryCode, writeRecoveryCode } from './recovery-code';
import { createRecoveryKeys } from './recovery-key';
import {
  deriveSlot,
  freshParameters,
  isLongEnough,
  passkeyKey,
  type SlotKeys,
  unwrapAccountKey,
  wrapAccountKey,
} from './slots';
import { forgiving, type VaultStorage } from './storage';
import { createThreads } from './threads';
import type { Unlocked } from './unlocked';
import {
  type LockedAccount,
  type Opened,
  type Place,
  type SlotKind,
  type SlotParameters,
  type Vault,
  VaultError,
} from './vault';

/** What the vault stands on. `now` is this device's clock in UTC milliseconds. */
export type VaultDeps = { storage: VaultStorage; now: () => number };

/** So long after the pass phrase was given, keys may be carried away. */
const FRESH_MS = 10 * 60_000;

/** Makes a locked vault. */
export function createVault(deps: VaultDeps): Vault {
  let offsetMs = 0;
  let unlocked: Unlocked | null = null;
  /** The half of a slot's secret that waits for the box. */
  let pending: { login: string; slot: SlotKind; enc: Bytes } | null = null;
  /** The same of an old secret, of a key that was lost. */
  let formerHalf: { slot: SlotKind; enc: Bytes } | null = null;
  /** The recovery code just shown, until it was typed back. */
  let shownCode: string | null = null;
  /** When the pass phrase was last given, by this device's clock; a reload does not count. */
  let provedMs = Number.NEGATIVE_INFINITY;

  const now = () => deps.now() + offsetMs;
  const keep = createKeep(deps.storage, deps.now);
  const pins = createPins(deps.storage);
  const storage = forgiving(deps.storage);
  const logs = createLogs(deps.storage, now);
  const conversations = createConversations(pins, storage, logs.heads, now);
  const threads = createThreads(conversations, storage, now);
  const local = createLocal(storage);
  const files = createFiles(storage);
  const recovery = createRecoveryKeys(pins, now);

  function mine(): Unlocked {
    if (unlocked === null) throw new VaultError('locked', 'The keys on this device are closed.');
    return unlocked;
  }

  function close(): void {
    unlocked?.accountKey.fill(0);
    pending?.enc.fill(0);
    unlocked = null;
    pending = null;
    formerHalf?.enc.fill(0);
    formerHalf = null;
    shownCode = null;
    provedMs = Number.NEGATIVE_INFINITY;
    conversations.forget();
    threads.forget();
    recovery.forget();
    logs.forget();
  }

  /** Nothing private is written while the server may be showing people different things. */
  async function mineAndSure(): Promise<Unlocked> {
    const me = mine();
    if ((await logs.state(me.account)).doubt === null) return me;
    throw new VaultError(
      'two_lists',
      'The server may be showing people different keys. Compare the safety words before you go on.',
    );
  }

  /** The account key in the slot, opened with the half that waits for it. */
  async function openSlot(me: LockedAccount, kind: SlotKind): Promise<Bytes> {
    const half = pending;
    const slot = me.slots.find((candidate) => candidate.kind === kind);
    const wrapped = slot && fromBase64url(slot.wrapped);
    const publicKey = fromBase64url(me.public_key);
    const shown = publicKey && (await readPublicIdentity(publicKey));
    if (half === null || half.slot !== kind) {
      throw new VaultError('locked', 'Give the pass phrase first.');
    }
    if (half.login !== me.login || !wrapped || !shown) throw tampered();
    const about = { login: me.login, kind, fingerprint: shown.fingerprint };
    const accountKey = await unwrapAccountKey(half.enc, wrapped, about);
    if (accountKey === null) throw tampered();
    return accountKey;
  }

  /** Whoever carries keys away has just shown who they are. */
  function mineAndFresh(): Unlocked {
    const me = mine();
    const age = deps.now() - provedMs;
    if (age < 0 || age > FRESH_MS) {
      throw new VaultError('not_fresh', 'Give your pass phrase once more.');
    }
    return me;
  }

  /** Opens the private key with the account key and compares it with the public one. */
  async function openIdentity(
    me: Pick<LockedAccount, 'login' | 'public_key' | 'sealed_key'>,
    accountKey: Bytes,
  ): Promise<Identity> {
    const box = fromBase64url(me.sealed_key);
    const publicKey = fromBase64url(me.public_key);
    const shown = publicKey && (await readPublicIdentity(publicKey));
    const bytes = box && shown && (await openBox(accountKey, box, keyContext(me.login, shown)));
    const identity = bytes && (await readIdentity(bytes));
    if (!identity || !shown || identity.fingerprint !== shown.fingerprint) throw tampered();
    return identity;
  }

  async function makeSlot(
    kind: SlotKind,
    secret: string,
    login: string,
    accountKey: Bytes,
    fingerprint: string,
  ): Promise<SlotParameters & { auth_key: string; wrapped: string }> {
    const parameters = freshParameters(kind);
    const keys = await deriveSlot(kind, secret, parameters);
    const wrapped = await wrapAccountKey(keys.enc, accountKey, { login, kind, fingerprint });
    return { ...parameters, auth_key: toBase64url(keys.auth), wrapped: toBase64url(wrapped) };
  }

  async function open(place: Place, sender: string, sealed: string): Promise<Opened> {
    const read = await conversations.read(unlocked, place, sender, sealed);
    return read.kind === 'read' ? read.opened : read;
  }

  return {
    async setClock(nowMs) {
      offsetMs = nowMs - deps.now();
    },

    async newAccount({ login, passphrase }) {
      if (!isLongEnough(passphrase)) throw weak();
      close();
      const accountKey = randomBytes(32);
      const identity = await makeIdentity(login, now());
      const print = identity.fingerprint;
      const box = await lockBox(accountKey, identityBytes(identity), keyContext(login, identity));
      const { code } = await makeRecoveryCode();
      const passphraseSlot = await makeSlot('passphrase', passphrase, login, accountKey, print);
      const recoverySlot = await makeSlot('recovery', code, login, accountKey, print);

      unlocked = { account: '', login, accountKey, identity };
      shownCode = code;
      return {
        salt: passphraseSlot.salt,
        memory_kib: passphraseSlot.memory_kib,
        passes: passphraseSlot.passes,
        lanes: passphraseSlot.lanes,
        passphrase: { auth_key: passphraseSlot.auth_key, wrapped: passphraseSlot.wrapped },
        recovery: { auth_key: recoverySlot.auth_key, wrapped: recoverySlot.wrapped },
        public_key: toBase64url(identity.bytes),
        sealed_key: toBase64url(box),
        recovery_code: code,
      };
    },

    async adopt({ account, login }) {
      const me = mine();
      if (me.account !== '' || me.login !== login) throw tampered();
      me.account = account;
      await keep.put(account, me.accountKey);
    },

    async checkRecoveryCode(typed) {
      const secret = await readRecoveryCode(typed);
      return secret !== null && shownCode === (await writeRecoveryCode(secret));
    },

    async recoveryAuthKey(typed) {
      const keys = await deriveSlot('recovery', typed, freshParameters('recovery'));
      return toBase64url(keys.auth);
    },

    expectPassphrase: makeArgonReady,

    async authKey({ login, slot, secret, parameters }) {
      const keys: SlotKeys = await deriveSlot(slot, secret, parameters);
      pending?.enc.fill(0);
      pending = { login, slot, enc: keys.enc };
      return toBase64url(keys.auth);
    },

    async unlock(me, kind) {
      const accountKey = await openSlot(me, kind);
      const identity = await openIdentity(me, accountKey);
      close();
      unlocked = { account: me.account, login: me.login, accountKey, identity };
      provedMs = deps.now();
      await keep.put(me.account, accountKey);
    },

    async resume(me) {
      const accountKey = await keep.get(me.account);
      if (accountKey === null) return false;
      const identity = await openIdentity(me, accountKey);
      close();
      unlocked = { account: me.account, login: me.login, accountKey, identity };
      return true;
    },

    async lock() {
      close();
      await keep.forget();
    },

    async confirm(me, kind) {
      const accountKey = await openSlot(me, kind);
      if (!sameBytes(accountKey, mine().accountKey)) throw tampered();
      pending?.enc.fill(0);
      pending = null;
      provedMs = deps.now();
    },

    async rewrap({ login, kind, secret }) {
      const me = mine();
      if (login !== me.login) throw tampered();
      if (kind === 'passphrase' && !isLongEnough(secret)) throw weak();
      return makeSlot(kind, secret, login, me.accountKey, me.identity.fingerprint);
    },

    async wrapForPasskey({ credential, prf }) {
      const me = mine();
      const secret = fromBase64url(prf);
      if (secret === null || secret.length < 32) throw tampered();
      const { login } = me;
      const { fingerprint } = me.identity;
      const about = { login, kind: `passkey:${credential}` as const, fingerprint };
      return toBase64url(await wrapAccountKey(await passkeyKey(secret), me.accountKey, about));
    },

    async unlockByPasskey(me, { credential, wrapped, prf }) {
      const secret = fromBase64url(prf);
      const box = fromBase64url(wrapped);
      const publicKey = fromBase64url(me.public_key);
      const shown = publicKey && (await readPublicIdentity(publicKey));
      if (secret === null || secret.length < 32 || !box || !shown) throw tampered();
      const { login } = me;
      const { fingerprint } = shown;
      const about = { login, kind: `passkey:${credential}` as const, fingerprint };
      const accountKey = await unwrapAccountKey(await passkeyKey(secret), box, about);
      if (accountKey === null) throw tampered();
      if (unlocked?.account === me.account && sameBytes(unlocked.accountKey, accountKey)) {
        provedMs = deps.now(); // tried out, with everything open: it stays as it is
        return;
      }
      const identity = await openIdentity(me, accountKey);
      close();
      unlocked = { account: me.account, login, accountKey, identity };
      provedMs = deps.now();
      await keep.put(me.account, accountKey);
    },

    async renewRecovery(login) {
      const me = mine();
      if (login !== me.login) throw tampered();
      const { code } = await makeRecoveryCode();
      const print = me.identity.fingerprint;
      const slot = await makeSlot('recovery', code, login, me.accountKey, print);
      shownCode = code;
      return { recovery_code: code, slot };
    },

    found: async (to) => conversations.found(mine(), to),

    async invite(into) {
      return makeLink(mine(), into, conversations.secretsOf(into.conversation), now());
    },

    async linkToken(fragment) {
      return toBase64url(readLink(fragment).token);
    },

    async acceptInvitation({ fragment, look }) {
      const me = mine();
      const link = readLink(fragment);
      const { alliance, conversation, therapist, welcome } = look;
      if (alliance === null || conversation === null || therapist === null || welcome === null) {
        throw tampered();
      }
      const publicKey = fromBase64url(therapist.public_key);
      const theirs = publicKey && (await readPublicIdentity(publicKey));
      if (!theirs) throw tampered();
      const from = { alliance, conversation, welcome, therapist: theirs };
      const secrets = await openWelcome(link, from, now());
      const known = { [therapist.account]: theirs.fingerprint };
      const grants = await conversations.accept(me, conversation, secrets, known);
      return {
        introduction: await introduce(link, me.identity.bytes),
        grants: grants.map((grant) => ({ ...grant, member: '' })),
      };
    },

    learn: async (input) => conversations.learn(mine(), input),
    // A call has to stand: in it, the words are compared.
    seal: async (place, body) =>
      conversations.seal(place.type === 'signal' ? mine() : await mineAndSure(), place, body),
    open,

    async openAll(items) {
      const opened = [];
      for (const item of items) opened.push(await open(item.place, item.sender, item.sealed));
      return opened;
    },

    async keyToTakeAway(phrase) {
      const me = mineAndFresh();
      if (!isLongEnough(phrase)) throw weak();
      return {
        public_key: toBase64url(me.identity.bytes),
        locked_key: toBase64url(await lockIdentity(me.identity, phrase)),
      };
    },

    async secretsToTakeAway(conversation) {
      const { identity } = mineAndFresh();
      const files = [];
      for (const [epoch, secret] of conversations.secretsOf(conversation)) {
        const sealed = await sealToKey(secret, identity, identity, now());
        files.push({ epoch, sealed: toBase64url(sealed) });
      }
      return files;
    },

    fileToTakeAway: async (name, bytes) => sealFileToKey({ name, bytes }, mine().identity, now()),

    recoveryBegin: async (practice) => {
      mineAndFresh();
      return recovery.begin(practice);
    },
    recoveryTyped: recovery.typed,
    recoveryFinish: async () => recovery.finish(mine().account),
    recoveryWords: recovery.words,
    recoveryTrust: async (publicKey) => recovery.trust(mine().account, publicKey),
    recoveryNoticed: async (publicKey) => recovery.noticed(mine().account, publicKey),
    recoveryConfirm: async (publicKey, words) => recovery.confirm(mine().account, publicKey, words),

    async recoveryGrants(conversation, publicKey) {
      const me = mine();
      const to = await recovery.confirmed(me.account, publicKey);
      return conversations.grantRecord(me, conversation, to);
    },

    async recordOpen(record, sheets) {
      const reader = await recovery.open(record.public_key, sheets);
      return { canRead: await conversations.inherit(reader, record) };
    },

    async recordKey(publicKey, sheets, phrase) {
      if (!isLongEnough(phrase)) throw weak();
      return toBase64url(await lockIdentity(await recovery.open(publicKey, sheets), phrase));
    },

    recordFile: async (publicKey, sheets, name, bytes) =>
      sealFileToKey({ name, bytes }, await recovery.open(publicKey, sheets), now()),

    post: async (place, body, to) => threads.post(await mineAndSure(), place, body, to),
    waiting: async () => threads.waiting(mine()),
    posted: async (id, seq) => threads.posted(mine(), id, seq),
    reseal: async (place, original, body) =>
      threads.reseal(await mineAndSure(), place, original, body),
    openThread: async (place, rows, whole = false) =>
      threads.openThread(mine(), place, rows, whole),
    sealLocal: async (name, value) => local.put(mine(), name, value),
    openLocal: async (name) => local.get(mine(), name),
    keepFile: async (bytes) => files.keepFile(mine(), bytes),
    keptChunk: async (id, n) => files.keptChunk(mine(), id, n),
    forgetFile: async (id, chunks) => files.forgetFile(mine(), id, chunks),
    openChunk: files.openChunk,
    fileHash: files.fileHash,
    headsSeen: async () => conversations.headsSeen(),

    logs: async () => logs.state(mine().account),
    growLog: async (asked) => logs.grow(mine().account, asked),
    proveKey: async (asked) => logs.proveKey(mine().account, asked),
    compareHead: async (asked) => logs.compare(mine().account, asked),
    doubtLogs: async (doubt) => logs.doubt(mine().account, doubt),
    trustLogsAgain: async () => logs.trustAgain(mine().account),

    safetyWords: async (conversation) => conversations.safetyWords(mine(), conversation),
    compared: async (conversation, words, same) =>
      conversations.compared(mine(), conversation, words, same),
    sayMatch: async (conversation, visit) => conversations.sayMatch(mine(), conversation, visit),
    regrant: async (session) => conversations.regrant(await mineAndSure(), session),
    async formerAuthKey({ slot, secret, parameters }) {
      const keys = await deriveSlot(slot, secret, parameters);
      formerHalf = { slot, enc: keys.enc };
      return toBase64url(keys.auth);
    },

    async openFormer(former) {
      const me = mine();
      const half = formerHalf;
      formerHalf = null;
      const wrapped = fromBase64url(former.wrapped);
      const publicKey = fromBase64url(former.public_key);
      const shown = publicKey && (await readPublicIdentity(publicKey));
      if (half === null || half.slot !== former.slot || !wrapped || !shown) throw tampered();
      const about = { login: me.login, kind: former.slot, fingerprint: shown.fingerprint };
      const accountKey = await unwrapAccountKey(half.enc, wrapped, about);
      half.enc.fill(0);
      if (accountKey === null) throw tampered();
      const locked = { ...former, login: me.login };
      const old = await openIdentity(locked, accountKey);
      accountKey.fill(0);
      return conversations.fromFormer(me, old, former.grants);
    },

    newEpoch: async (conversation, without) =>
      conversations.newEpoch(await mineAndSure(), conversation, without),
  };
}

function keyContext(login: string, identity: { fingerprint: string }): string {
  return `key|1|${login}|${identity.fingerprint}`;
}

function tampered(): VaultError {
  return new VaultError('tampered', 'What the server gave does not belong to these keys.');
}

function weak(): VaultError {
  return new VaultError('weak_passphrase', 'A pass phrase needs 15 letters or more.');
}
