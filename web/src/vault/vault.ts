// SPDX-License-Identifier: Apache-2.0
// The vault's face: all keys and all plaintext-to-sealed work live behind it, in a dedicated worker
// (or directly in the same thread, in tests and for the sample practice). Bytes cross as base64url
// text, because that is what the wire speaks. Nothing here touches the network.

import type { Bytes } from './bytes';
import type { LogEntry, LogHead, LogName } from './log-head';

/** How a slot turns a secret into keys; see docs/protocol.md, scheme 1. */
export type SlotParameters = {
  scheme: number;
  salt: string;
  memory_kib: number;
  passes: number;
  lanes: number;
};

export type SlotKind = 'passphrase' | 'recovery';

/** The locked box as the server keeps it: `GET /api/accounts/me`. */
export type LockedAccount = {
  account: string;
  login: string;
  role: 'client' | 'therapist';
  name: string;
  public_key: string;
  sealed_key: string;
  slots: Array<SlotParameters & { kind: SlotKind; wrapped: string; proved_ms: number | null }>;
};

/** What sign-up sends, apart from token, name and grants. The vault is unlocked afterwards. */
export type NewAccount = {
  salt: string;
  memory_kib: number;
  passes: number;
  lanes: number;
  passphrase: { auth_key: string; wrapped: string };
  recovery: { auth_key: string; wrapped: string };
  public_key: string;
  sealed_key: string;
  /** Shown once to the person, never sent: groups of letters and digits with a check at the end. */
  recovery_code: string;
};

export type Grant = { epoch: number; member: string; sealed: string };
export type ReceivedGrant = Grant & { granter: string };

export type MemberKey = {
  account: string;
  role: 'client' | 'therapist';
  public_key: string;
  introduction: string | null;
  /** When they stopped belonging to it: their key still opens what they wrote, but gives and is given
   * nothing any more. */
  left_ms?: number | null;
  /** Keys they had before they lost everything, oldest first. */
  former_keys?: FormerKey[];
};

/** A key somebody lost: what was written with it is still here. */
export type FormerKey = { public_key: string; until_ms: number };

/** How far a member's key can be trusted. `introduced`: the invitation link proved it. `confirmed`:
 * people compared the safety words. `changed`: it is not the one this device knew. */
export type Trust = 'self' | 'introduced' | 'confirmed' | 'pinned' | 'first_seen' | 'changed';

/** The safety words, and when people said that they compared them; null: never, for these keys. */
export type SafetyWords = { words: string[]; compared_ms: number | null };

/** `confirmed`: its words were compared with a sheet. `known`: the person was told of it. `changed`: it
 * is not the one this device knew. */
export type RecoveryTrust = 'confirmed' | 'known' | 'new' | 'changed';

/** What opening a record with the recovery key needs. */
export type SealedRecord = {
  public_key: string;
  conversation: string;
  members: Array<Pick<MemberKey, 'account' | 'public_key' | 'former_keys'>>;
  grants: Array<{ epoch: number; granter: string; sealed: string }>;
};

/** What people write to each other: kept, numbered by its device, and missed when it is gone. */
export type ThreadType = 'chat' | 'letter';

export type MessageType = ThreadType | 'signal' | 'goal' | 'task' | 'answer' | 'arrival';

/** Where a sealed thing was found; every field is compared with what was signed. */
export type Place = {
  conversation: string;
  type: MessageType;
  /** The visit, goal, task or (letters) alliance it belongs to. */
  object: string;
};

/** A place of a type without a chain. */
export type PlainPlace = Place & { type: Exclude<MessageType, ThreadType> };

/** A thread: everything of one type about one object. */
export type ThreadPlace = Place & { type: ThreadType };

/** Where the wire carries what was posted. */
export type Address = {
  alliance: string;
  visit: string | null;
  /** Files that a letter takes over. */
  attachments?: string[];
};

/** A file: where it is, what opens it, how long it is. */
export type SealedFile = { id: string; key: string; size: number };

/** A file that is sealed and kept on this device, and the SHA-256 of what it was. */
export type KeptFile = SealedFile & { sha256: string };

/** Something written on this device that the server has not acknowledged yet. */
export type Waiting = {
  id: string;
  place: ThreadPlace;
  to: Address;
  sealed: string;
  /** The epoch it is sealed under. */
  epoch: number;
  at_ms: number;
  /** Why it must not go out now: somebody who left could open it. null: it may. */
  held: string | null;
};

export type Opened =
  | {
      kind: 'opened';
      id: string;
      sender: string;
      /** When it was first written. */
      at_ms: number;
      /** 0 as it was first written, one more with every edit. */
      revision: number;
      /** When this revision was made; null for the first. */
      revised_ms: number | null;
      body: unknown;
    }
  /** Not what it claims to be; `why` is a sentence for people. */
  | { kind: 'refused'; why: string };

/** The beginning of a log: so many entries, with this root. */
export type HeadSeen = { size: number; root: string };

/** The newest heads of the house's logs that somebody has seen; they travel in sealed messages. */
export type Heads = { keys: HeadSeen; audit: HeadSeen };

/** Why this device no longer believes a log. `shortened`, `rewritten`: it did not grow from what was
 * seen before. `unsigned`: the house's key did not sign it. `unlogged`: a member's key does not stand
 * in it. `split`: somebody in our conversations has seen another one. */
export type LogsDoubt = {
  why: 'shortened' | 'rewritten' | 'unsigned' | 'unlogged' | 'split';
  log: LogName;
  /** Whose key, or whose message. */
  about: string | null;
};

/** How many entries of each log this device has seen; 0: it has seen none. */
export type LogsState = { keys: number; audit: number; doubt: LogsDoubt | null };

/** `again`: something else is known by now; ask the server once more. `behind`: the key was right once,
 * and the log knows a newer one; read the members once more. */
export type LogAnswer = 'fine' | 'again' | 'behind' | 'doubt';
/** A stored message of a thread, as the server gives it. */
export type Row = { id: string; seq: number; sender: string; sealed: string };

/** Something about a thread that people should know. */
export type ThreadNote = {
  kind: 'missing' | 'held_back' | 'order' | 'forked';
  /** Whose message it is about. */
  sender: string;
  /** The message it is told before; null after the last. */
  before: string | null;
  /** A sentence for people. */
  why: string;
};

/** Rows opened, one for one in the order given; and what is to be said of the whole thread so far. */
export type Thread = { opened: Opened[]; notes: ThreadNote[] };

/** What the invitation look-up gave: `POST /api/invitations/look`. */
export type InvitationLook = {
  role: 'client' | 'therapist';
  alliance: string | null;
  conversation: string | null;
  therapist: { account: string; name: string; public_key: string } | null;
  welcome: string | null;
  expires_ms: number;
};

/** A session in which words are compared. */
export type Session = { conversation: string; visit: string; medium: 'video' | 'voice' | 'text' };

/** A key I lost, with the slot that opens it and what was granted to it. */
export type LockedFormer = {
  public_key: string;
  sealed_key: string;
  slot: SlotKind;
  wrapped: string;
  grants: Array<{ conversation: string; epoch: number; granter: string; sealed: string }>;
};

/** Grants for one conversation. */
export type Regrant = { conversation: string; grants: Grant[] };

export interface Vault {
  /** Tell the vault the server's time, so that a wrong device clock does no harm. */
  setClock(nowMs: number): Promise<void>;

  /** Makes keys, slots and a recovery code. Throws VaultError 'weak_passphrase' below 15 letters. */
  newAccount(input: { login: string; passphrase: string }): Promise<NewAccount>;
  /** The account id became known (answer of sign-up). */
  adopt(me: { account: string; login: string }): Promise<void>;
  /** True when the typed code is the one just shown; spaces, case and dashes do not matter. */
  checkRecoveryCode(typed: string): Promise<boolean>;
  /** The auth key of the recovery code, to tell the server that it was kept. */
  recoveryAuthKey(typed: string): Promise<string>;

  /** A pass phrase is being typed: makes ready what the next one needs, so that it is quick. */
  expectPassphrase(): Promise<void>;
  /** Derives the auth key for login and keeps the other half until `unlock`. */
  authKey(input: {
    login: string;
    slot: SlotKind;
    secret: string;
    parameters: SlotParameters;
  }): Promise<string>;
  /** Opens the box with the half kept by `authKey`. Throws VaultError 'tampered' on any mismatch. */
  unlock(me: LockedAccount, slot: SlotKind): Promise<void>;
  /** Opens the box after a reload with the key this device keeps; false when it has none. */
  resume(me: LockedAccount): Promise<boolean>;
  lock(): Promise<void>;
  /** The pass phrase was given again, to somebody whose vault is open already: what may be carried
   * out of it may be for ten minutes. Throws VaultError 'tampered' on any mismatch. */
  confirm(me: LockedAccount, slot: SlotKind): Promise<void>;
  /** A new slot for a new pass phrase: the body of `PUT /api/accounts/slots/passphrase`. */
  rewrap(input: {
    login: string;
    kind: SlotKind;
    secret: string;
  }): Promise<SlotParameters & { auth_key: string; wrapped: string }>;
  /** The account key in a box that only this passkey's PRF secret opens. */
  wrapForPasskey(input: { credential: string; prf: string }): Promise<string>;
  /** Opens the box by a passkey. Throws VaultError 'tampered' on any mismatch. */
  unlockByPasskey(
    me: LockedAccount,
    input: { credential: string; wrapped: string; prf: string },
  ): Promise<void>;
  /** A new recovery code and its slot. */
  renewRecovery(login: string): Promise<{
    recovery_code: string;
    slot: SlotParameters & { auth_key: string; wrapped: string };
  }>;

  /** A new conversation with epoch 1, granted to me, and to somebody whose key a conversation we share
   * has proved (VaultError 'changed_key' otherwise). The ids are chosen here. */
  found(to?: {
    account: string;
    conversation: string;
  }): Promise<{ id: string; conversation: string; grants: Grant[] }>;
  /** An invitation into an alliance: `fragment` is what follows `#` in the link. */
  invite(input: { alliance: string; conversation: string }): Promise<{
    fragment: string;
    token_hash: string;
    welcome: string;
  }>;
  /** The token of a link's fragment, for the look-up. Throws VaultError 'bad_link'. */
  linkToken(fragment: string): Promise<string>;
  /** After newAccount: checks the therapist's key against the link, opens the welcome, and makes
   * what sign-up sends. `member` in the grant is filled in by the server's answer: '' here. */
  acceptInvitation(input: { fragment: string; look: InvitationLook }): Promise<{
    introduction: string;
    grants: Grant[];
  }>;

  /** Learn a conversation: pin keys, check introductions, open my grants. */
  learn(input: {
    alliance: string;
    conversation: string;
    members: MemberKey[];
    grants: ReceivedGrant[];
    /** The newest epoch anybody was ever granted, by the server's word. */
    newest?: number;
  }): Promise<{
    trust: Record<string, Trust>;
    canRead: boolean;
    /** After I lost everything: what others granted me again, to be kept as grants to myself. */
    keep: Grant[];
  }>;

  /** Signs, pads and seals. `id` is the message's own id. Throws VaultError 'no_secret', 'too_long',
   * or 'changed_key' when a member's key is not the one this device knows. */
  seal(place: PlainPlace, body: unknown): Promise<{ id: string; sealed: string }>;
  /** Seals a message of a thread and keeps it in this device's outbox, both or neither. Throws like
   * `seal`. Sending it is the caller's work, as often as it takes: the same id is the same message. */
  post(
    place: ThreadPlace,
    body: unknown,
    to: Address,
  ): Promise<{ id: string; sealed: string; at_ms: number; epoch: number }>;
  /** What was posted and is not acknowledged, oldest first; also after a reload. What somebody who left
   * could open is sealed anew for those who stay, as the same message. */
  waiting(): Promise<Waiting[]>;
  /** The server has it, as its number `seq` (so that it is not missed before it is read back). */
  posted(id: string, seq?: number): Promise<void>;
  /** The next revision of a message of mine, in the same link of its chain. `original` is what is
   * stored now. Not kept: the caller replaces it on the server. Throws like `seal`; 'not_mine' when
   * it is not mine or does not open. */
  reseal(
    place: ThreadPlace,
    original: string,
    body: unknown,
  ): Promise<{ id: string; sealed: string; revision: number }>;
  /** Opens rows of a thread, many at a time, and says what is missing or out of order in all of it
   * that was opened since the keys were. Pages may come in any order; `whole` once the oldest page is
   * among them. Never throws for bad input. */
  openThread(place: ThreadPlace, rows: Row[], whole?: boolean): Promise<Thread>;
  /** Keeps something for this person on this device alone, sealed with their account key: drafts.
   * `value` null forgets it. */
  sealLocal(name: string, value: string | null): Promise<void>;
  /** What sealLocal kept; null when there is nothing, or it is somebody else's. */
  openLocal(name: string): Promise<string | null>;

  /** Seals a file chunk by chunk (1 byte to 25 MB) and keeps it on this device until it is forgotten. */
  keepFile(bytes: Uint8Array<ArrayBuffer>): Promise<KeptFile>;
  /** A sealed chunk of a kept file, as the wire takes it; null when this device has it no more. */
  keptChunk(id: string, n: number): Promise<string | null>;
  forgetFile(id: string, chunks: number): Promise<void>;
  /** Opens chunk `n`; null when it is not that chunk of that file. */
  openChunk(file: SealedFile, n: number, sealed: string): Promise<Uint8Array<ArrayBuffer> | null>;
  /** SHA-256 of a whole file. */
  fileHash(bytes: Uint8Array<ArrayBuffer>): Promise<string>;

  /** The heads of the logs that others have signed, the newest of each, since this was last asked. */
  headsSeen(): Promise<Array<{ sender: string; at_ms: number; heads: Heads }>>;
  /** Opens and checks; never throws for bad input. `sender` is who the server says it is from. */
  open(place: Place, sender: string, sealed: string): Promise<Opened>;
  /** Many at once, in order. */
  openAll(items: Array<{ place: Place; sender: string; sealed: string }>): Promise<Opened[]>;
  /** My key pair to carry away, the private part locked with `phrase` for OpenPGP programs. Throws
   * VaultError 'not_fresh' unless the pass phrase was given within ten minutes, 'weak_passphrase'. */
  keyToTakeAway(phrase: string): Promise<{ public_key: string; locked_key: string }>;
  /** The secrets of a conversation, each as an OpenPGP message to my own key. Throws 'not_fresh'. */
  secretsToTakeAway(conversation: string): Promise<Array<{ epoch: number; sealed: string }>>;
  /** A file as an OpenPGP message to my own key, its name inside. */
  fileToTakeAway(name: string, bytes: Bytes): Promise<Bytes>;
  /** The ceremony of the practice's recovery key begins: a key pair, the eight words of its public
   * half, and what is to stand on each of three sheets. An earlier one that was not finished is over. */
  recoveryBegin(practice: string): Promise<{
    public_key: string;
    words: string[];
    sheets: string[];
  }>;
  /** True when what was typed is what stands on that sheet, 1 to 3. */
  recoveryTyped(sheet: number, code: string): Promise<boolean>;
  /** All sheets were typed back: the private half is forgotten, and this device trusts the public
   * one. Throws VaultError 'not_confirmed' before. */
  recoveryFinish(): Promise<{ public_key: string }>;
  /** The eight words of a recovery key, to compare with a sheet. */
  recoveryWords(publicKey: string): Promise<string[]>;
  /** What this device knows of the recovery key the server names. */
  recoveryTrust(publicKey: string): Promise<RecoveryTrust>;
  /** The person was told of this key. It is not trusted with anything by that. */
  recoveryNoticed(publicKey: string): Promise<void>;
  /** The words were typed from a sheet. Throws VaultError 'wrong_words'. */
  recoveryConfirm(publicKey: string, words: string): Promise<void>;
  /** Grants of all secrets of a record to the recovery key. Throws VaultError 'not_confirmed' unless
   * its words were compared on this device, and 'no_record' when no client belongs to the conversation
   * whose key an invitation link proved: journals and notes are never given away. */
  recoveryGrants(
    conversation: string,
    publicKey: string,
  ): Promise<Array<{ epoch: number; sealed: string }>>;
  /** Two sheets open a record that was exported with the recovery key: `open` then reads it. Needs no
   * account. Throws VaultError 'wrong_secret'. */
  recordOpen(record: SealedRecord, sheets: string[]): Promise<{ canRead: boolean }>;
  /** The recovery key, put together for OpenPGP programs and locked with `phrase`. */
  recordKey(publicKey: string, sheets: string[], phrase: string): Promise<string>;
  /** A file as an OpenPGP message to the recovery key, which the sheets have to open. */
  recordFile(publicKey: string, sheets: string[], name: string, bytes: Bytes): Promise<Bytes>;
  /** What this device knows of the house's logs. With a doubt, nothing but signals is sealed. */
  logs(): Promise<LogsState>;
  /** A newer head of a log, with the proof that it grew from the `from` entries known before. */
  growLog(asked: {
    log: LogName;
    from: number;
    head: LogHead;
    proof: string[];
  }): Promise<LogAnswer>;
  /** That this key of an account is the newest in the log of keys, and the former ones stand before it
   * there: all its entries, oldest first. */
  proveKey(asked: {
    account: string;
    public_key: string;
    former_keys?: FormerKey[];
    entries: LogEntry[];
    head: LogHead;
  }): Promise<LogAnswer>;
  /** A head from somebody's sealed message, with the proof that the log of `to` entries known here
   * grew from it. Messages from before people last trusted the logs again count no more. */
  compareHead(asked: {
    sender: string;
    at_ms: number;
    log: LogName;
    head: HeadSeen;
    to: number;
    proof: string[];
  }): Promise<LogAnswer>;
  /** The caller could not get what it takes to believe a log. */
  doubtLogs(doubt: LogsDoubt): Promise<void>;
  /** People have compared the safety words: believe what the server shows from now on. */
  trustLogsAgain(): Promise<void>;
  /** Eight words that are the same on all devices when nobody stands between. None for one alone. */
  safetyWords(conversation: string): Promise<SafetyWords>;
  /** The people compared these very words in a call. `same`: the keys that are shown now are theirs,
   * whatever was known before; gives grants to myself that tell my other devices. Not `same`: nothing
   * is sealed for them until words match. Throws VaultError 'wrong_words' when the words have changed
   * meanwhile. */
  compared(conversation: string, words: string[], same: boolean): Promise<Grant[]>;
  /** In a session, after `compared`: tells the other's device, in a signal of that session, that the
   * words of these very keys are the same. Throws VaultError 'not_confirmed' unless I said so here. */
  sayMatch(conversation: string, visit: string): Promise<string>;
  /** What the other lost, given again: of every conversation we share, each secret and a fresh one.
   * Empty when they lack nothing, or I hold nothing. Throws VaultError 'no_video' outside a video
   * session, and 'not_confirmed' unless both have said in this very session that the words match. */
  regrant(session: Session): Promise<Regrant[]>;
  /** The auth key of an old secret, of a key I lost; the other half waits for `openFormer`. */
  formerAuthKey(input: {
    slot: SlotKind;
    secret: string;
    parameters: SlotParameters;
  }): Promise<string>;
  /** What was locked with it: everything the lost key could read, as grants to myself. Throws
   * VaultError 'tampered' on any mismatch. */
  openFormer(former: LockedFormer): Promise<Regrant[]>;
  /** The next epoch's secret, granted to everybody who still belongs to it; null when none is needed,
   * or when this device cannot vouch for everybody. `without` is somebody who is being taken out. It
   * counts once `learn` was given the grants. */
  newEpoch(conversation: string, without?: string): Promise<Grant[] | null>;
}

export type VaultErrorCode =
  | 'weak_passphrase'
  | 'wrong_secret'
  | 'tampered'
  | 'bad_link'
  | 'weak_parameters'
  | 'locked'
  | 'no_secret'
  | 'changed_key'
  | 'two_lists'
  | 'not_fresh'
  | 'not_confirmed'
  | 'wrong_words'
  | 'no_video'
  | 'no_record'
  | 'too_long'
  | 'not_mine'
  | 'old_epoch';

/** Thrown by the vault; survives the way through the worker. */
export class VaultError extends Error {
  constructor(
    readonly code: VaultErrorCode,
    message: string,
  ) {
    super(message);
    this.name = 'VaultError';
  }
}
