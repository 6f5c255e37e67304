// SPDX-License-Identifier: Apache-2.0
// Made by scripts/api-types.mjs from docs/openapi.json. Change that file, not this one.

/** 128 random bits, base64url */
export type Id = string;

/** base64url without padding */
export type Bytes = string;

/** OpenPGP bytes the server cannot read, base64url without padding */
export type Sealed = string;

/** UTC milliseconds since 1970 */
export type Ms = number;

/** A person's own calendar day */
export type Day = string;

/** Role, as in docs/openapi.json. */
export type Role = 'client' | 'therapist';

/** SlotKind, as in docs/openapi.json. */
export type SlotKind = 'passphrase' | 'recovery';

/** 0 to 10 */
export type Rating = number;

/** ErrorCode, as in docs/openapi.json. */
export type ErrorCode =
  | 'bad_input'
  | 'signed_out'
  | 'denied'
  | 'not_found'
  | 'no_method'
  | 'conflict'
  | 'gone'
  | 'too_large'
  | 'long_address'
  | 'too_often'
  | 'long_head'
  | 'unknown_method'
  | 'other_version'
  | 'store'
  | 'full'
  | 'internal';

/** How the server says no */
export type No = {
  error: {
    code: ErrorCode;
    text: string;
    field?: string;
    wanted?: string;
  };
};

/** Nothing, as in docs/openapi.json. */
export type Nothing = Record<string, never>;

/** Help, as in docs/openapi.json. */
export type Help = {
  country: string;
  name: string;
  phone: string;
  hours: string;
  url: string;
};

/** Erasure, as in docs/openapi.json. */
export type Erasure = {
  has_record: boolean;
  until_ms: number | null;
  retention_years: number;
};

/** Hello, as in docs/openapi.json. */
export type Hello = {
  practice: string;
  now_ms: Ms;
  version: string;
  talk_mirror: boolean;
  help: Help[];
};

/** Salt, as in docs/openapi.json. */
export type Salt = {
  salt: Bytes;
  memory_kib: number;
  passes: number;
  lanes: number;
  scheme: number;
};

/** SlotSecret, as in docs/openapi.json. */
export type SlotSecret = { auth_key: Bytes; wrapped: Bytes };

/** Slot, as in docs/openapi.json. */
export type Slot = {
  kind: SlotKind;
  scheme: number;
  wrapped: Bytes;
  salt: Bytes;
  memory_kib: number;
  passes: number;
  lanes: number;
  proved_ms: Ms | null;
};

/** Me, as in docs/openapi.json. */
export type Me = {
  account: Id;
  login: string;
  role: Role;
  name: string;
  public_key: Bytes;
  sealed_key: Bytes;
  shows_read: boolean;
  slots: Slot[];
  created_ms: Ms;
  second_factor: 'owed' | 'required' | 'offered';
  totp_ms: Ms | null;
  passkeys: Passkey[];
  tidings: Tiding[];
};

/** Half, as in docs/openapi.json. */
export type Half = {
  second: ('totp' | 'passkey')[];
  half: Bytes;
  challenge: Bytes;
  credentials: Bytes[];
};

/** SignedIn, as in docs/openapi.json. */
export type SignedIn = Me | Half;

/** Passkey, as in docs/openapi.json. */
export type Passkey = {
  id: Id;
  name: string;
  credential: Bytes;
  wrapped: Bytes | null;
  backed_up: boolean;
  created_ms: Ms;
  used_ms: Ms | null;
};

/** PasskeyAnswer, as in docs/openapi.json. */
export type PasskeyAnswer = {
  credential: Bytes;
  client_data: Bytes;
  authenticator_data: Bytes;
  signature: Bytes;
};

/** TidingKind, as in docs/openapi.json. */
export type TidingKind =
  | 'device'
  | 'passphrase'
  | 'recovery'
  | 'totp_added'
  | 'totp_removed'
  | 'passkey_added'
  | 'passkey_removed'
  | 'factor_reset'
  | 'wrong_second'
  | 'way_back';

/** Tiding, as in docs/openapi.json. */
export type Tiding = {
  kind: TidingKind;
  at_ms: Ms;
  device: string | null;
};

/** Login, as in docs/openapi.json. */
export type Login = {
  id: Id;
  name: string;
  here: boolean;
  seen_ms: Ms;
};

/** introduction and grants only when the invitation opens an alliance */
export type SignUp = {
  token: Bytes;
  login: string;
  name: string;
  salt: Bytes;
  memory_kib: number;
  passes: number;
  lanes: number;
  passphrase: SlotSecret;
  recovery: SlotSecret;
  public_key: Bytes;
  sealed_key: Bytes;
  introduction?: Bytes;
  grants?: FirstGrant[];
  device?: string;
};

/** The secret of a conversation's epoch, sealed to one member */
export type NewGrant = { epoch: number; member: Id; sealed: Sealed };

/** A grant to oneself, before the account has an id */
export type FirstGrant = { epoch: number; member: string; sealed: Sealed };

/** A public key whose private part is on paper, two of three sheets */
export type RecoveryKey = {
  id: Id;
  public_key: Bytes;
  maker: Id;
  made_ms: Ms;
  applies_ms: Ms;
};

/** The secret of a conversation's epoch, sealed to the recovery key */
export type RecoveryGrant = { epoch: number; granter: Id; sealed: Sealed };

/** Grant, as in docs/openapi.json. */
export type Grant = {
  epoch: number;
  member: Id;
  granter: Id;
  sealed: Sealed;
};

/** Member, as in docs/openapi.json. */
export type Member = {
  account: Id;
  role: Role;
  name: string;
  public_key: Bytes;
  introduction: Bytes | null;
  joined_ms: Ms;
  left_ms: Ms | null;
  former_keys: { public_key: Bytes; until_ms: Ms }[];
  way_back: WayBack | null;
};

/** WayBack, as in docs/openapi.json. */
export type WayBack = { id: Id; opens_ms: number; expires_ms: Ms };

/** FormerKey, as in docs/openapi.json. */
export type FormerKey = {
  n: number;
  until_ms: Ms;
  public_key: Bytes;
  slots: {
    kind: SlotKind;
    scheme: number;
    salt: Bytes;
    memory_kib: number;
    passes: number;
    lanes: number;
  }[];
};

/** InvitationState, as in docs/openapi.json. */
export type InvitationState = {
  id: Id;
  state: 'open' | 'used' | 'revoked' | 'expired';
  expires_ms: Ms;
};

/** AllianceKind, as in docs/openapi.json. */
export type AllianceKind = 'pair' | 'couple' | 'self' | 'notes';

/** EventKind, as in docs/openapi.json. */
export type EventKind =
  | 'message'
  | 'joined'
  | 'left'
  | 'visit'
  | 'closing'
  | 'goal'
  | 'task'
  | 'grant'
  | 'edited'
  | 'release'
  | 'arrival';

/** Release, as in docs/openapi.json. */
export type Release = {
  id: Id;
  alliance: Id;
  asker: Id;
  name: string;
  at_ms: Ms;
  state: 'waiting' | 'declined' | 'good' | 'over' | 'used';
  until_ms: Ms | null;
  answers: { account: Id; yes: boolean | null }[];
};

/** Alliance, as in docs/openapi.json. */
export type Alliance = {
  id: Id;
  kind: AllianceKind;
  about: Id | null;
  conversation: Id;
  created_ms: Ms;
  seq: number;
  label: string;
  members: Member[];
  invitation: InvitationState | null;
  links: InvitationState[];
};

/** Something that happened in an alliance and is stored */
export type StoredEvent = {
  seq: number;
  at_ms: Ms;
  kind: EventKind;
  object: Id;
  sender: Id | null;
  visit: Id | null;
  sealed: Sealed | null;
};

/** Preferences, as in docs/openapi.json. */
export type Preferences = { shows_read: boolean };

/** revision is the one this makes; files it does not name are deleted */
export type NewWords = {
  revision: number;
  sealed: Sealed;
  attachments?: Id[];
};

/** size before sealing; one chunk for each 262144 bytes */
export type NewAttachment = {
  id: Id;
  alliance: Id;
  size: number;
  chunks: number;
};

/** Attachment, as in docs/openapi.json. */
export type Attachment = {
  id: Id;
  alliance: Id;
  size: number;
  chunks: number;
  have: number[];
  sent: boolean;
};

/** AES-256-GCM: 12 bytes of nonce, the box, its tag */
export type Chunk = { sealed: string };

/** Minutes of the day */
export type OpenHours = { opens: number; closes: number };

/** Who is there while I am away, from the first to the last day */
export type Cover = { text: string; from: Day; until: Day };

/** hours from Monday to Sunday; null is a closed day */
export type NewContract = {
  zone: string;
  hours: (OpenHours | null)[];
  answer_days: number;
  cover: Cover | null;
};

/** Contract, as in docs/openapi.json. */
export type Contract = {
  account: Id;
  zone: string;
  hours: (OpenHours | null)[];
  answer_days: number;
  cover: Cover | null;
  changed_ms: Ms;
};

/** Contracts, as in docs/openapi.json. */
export type Contracts = { contracts: Contract[] };

/** Look, as in docs/openapi.json. */
export type Look = {
  role: Role;
  alliance: Id | null;
  conversation: Id | null;
  therapist: Inviter | null;
  welcome: Bytes | null;
  expires_ms: Ms;
};

/** Inviter, as in docs/openapi.json. */
export type Inviter = { account: Id; name: string; public_key: Bytes };

/** Medium, as in docs/openapi.json. */
export type Medium = 'video' | 'voice' | 'text';

/** VisitState, as in docs/openapi.json. */
export type VisitState = 'planned' | 'open' | 'ended' | 'cancelled' | 'lapsed';

/** Presence, as in docs/openapi.json. */
export type Presence = 'away' | 'waiting' | 'in' | 'dropped';

/** What became of a session for one of them */
export type Outcome = 'pending' | 'met' | 'came' | 'missed' | 'technical' | 'called_off';

/** The fact that decided an outcome */
export type OutcomeWhy =
  | 'not_over'
  | 'was_together'
  | 'waited'
  | 'device_trouble'
  | 'house_outage'
  | 'did_not_come'
  | 'was_called_off';

/** One of the two or three who belong to a session; the therapist's comes first */
export type Chair = {
  account: Id | null;
  role: Role;
  presence: Presence;
  came: boolean;
  trouble: boolean;
  late_minutes: number;
  outcome: Outcome;
  outcome_why: OutcomeWhy;
};

/** VisitEvent, as in docs/openapi.json. */
export type VisitEvent = 'arrive' | 'leave' | 'admit' | 'put_back' | 'end' | 'cancel' | 'trouble';

/** NewVisit, as in docs/openapi.json. */
export type NewVisit = {
  alliance: Id;
  wall: string;
  zone: string;
  minutes: number;
  medium: Medium;
};

/** For RTCPeerConnection; a fresh user name each time */
export type RelayPass = {
  ice_servers: {
    urls: string[];
    username: string;
    credential: string;
  }[];
  until_ms: Ms;
};

/** One session */
export type Visit = {
  id: Id;
  alliance: Id;
  number: number | null;
  wall: string;
  zone: string;
  starts_ms: Ms;
  minutes: number;
  medium: Medium;
  state: VisitState;
  chairs: Chair[];
  started_ms: Ms | null;
  ended_ms: Ms | null;
  lost_ms: number;
  delay_minutes: number;
  therapist_elsewhere: boolean;
  why: string;
  seq: number;
};

/** FHIR R4 Questionnaire */
export type Questionnaire = Record<string, unknown>;

/** One person's closing minute; null is skipped */
export type Answers = {
  state: 'answered' | 'declined';
  instrument: string;
  items: {
    goal: Rating | null;
    task: Rating | null;
    bond: Rating | null;
    medium: Rating | null;
    overall: Rating | null;
  };
  goals: { goal: Id; value: Rating | null }[];
  tasks: {
    task: Id;
    done: 'yes' | 'partly' | 'no';
    helped: 'yes' | 'little' | 'no' | null;
  }[];
  sealed: Sealed | null;
};

/** none: I have not answered yet; waiting: they have not; open: both have, or the window has closed */
export type TheirsState = 'none' | 'waiting' | 'open';

/** Closing, as in docs/openapi.json. */
export type Closing = {
  mine: Answers | null;
  theirs: { account: Id; answers: Answers }[];
  theirs_state: TheirsState;
  closes_ms: Ms | null;
};

/** Check, as in docs/openapi.json. */
export type Check = {
  visit: Id;
  number: number | null;
  at_ms: Ms;
  account: Id;
  role: Role;
  state: 'answered' | 'declined';
  answers: Answers;
};

/** DayValue, as in docs/openapi.json. */
export type DayValue = { day: Day; value: Rating };

/** So many entries a log had, with this root; signed */
export type Head = {
  size: number;
  root: Bytes;
  at_ms: Ms;
  signature: Bytes;
  key: Bytes;
};

/** Hashes as in RFC 9162 */
export type Proof = Bytes[];

/** LogEntry, as in docs/openapi.json. */
export type LogEntry = { seq: number; entry: Bytes; proof: Proof | null };

/** AuditEntry, as in docs/openapi.json. */
export type AuditEntry = {
  seq: number;
  entry: Bytes;
  proof: Proof | null;
  details: Bytes | null;
  name: string | null;
};

/** GoalState, as in docs/openapi.json. */
export type GoalState = 'proposed' | 'agreed' | 'reached' | 'set_aside';

/** TaskState, as in docs/openapi.json. */
export type TaskState = 'proposed' | 'agreed' | 'done' | 'set_aside';

/** Arrival, as in docs/openapi.json. */
export type Arrival = {
  account: Id;
  revision: number;
  sealed: Sealed;
  changed_ms: Ms;
};

/** Goal, as in docs/openapi.json. */
export type Goal = {
  id: Id;
  alliance: Id;
  writer: Id;
  revision: number;
  sealed: Sealed;
  state: GoalState;
  agreed: Id[];
  created_ms: Ms;
  changed_ms: Ms;
};

/** Task, as in docs/openapi.json. */
export type Task = {
  id: Id;
  alliance: Id;
  goal: Id | null;
  writer: Id;
  revision: number;
  sealed: Sealed;
  state: TaskState;
  agreed: Id[];
  created_ms: Ms;
  changed_ms: Ms;
};

/** NewGoal, as in docs/openapi.json. */
export type NewGoal = { id: Id; alliance: Id; sealed: Sealed };

/** NewTask, as in docs/openapi.json. */
export type NewTask = {
  id: Id;
  alliance: Id;
  goal: Id | null;
  sealed: Sealed;
};

/** Wording, as in docs/openapi.json. */
export type Wording = { revision: number; sealed: Sealed };

/** Agreement, as in docs/openapi.json. */
export type Agreement = { revision: number };

/** Every call: what it takes and what it answers. */
export type Api = {
  /** What is this house, and whom to call in danger. */
  'GET /api/hello': {
    body: null;
    answer: Hello;
  };
  /** How to stretch this login's pass phrase; the same for unknown names. */
  'POST /api/accounts/salt': {
    body: { login: string; slot: SlotKind };
    answer: Salt;
  };
  /** Sign up with an invitation. */
  'POST /api/accounts': {
    body: SignUp;
    answer: { account: Id };
  };
  /** Sign in, or half of it when a second step is due. */
  'POST /api/accounts/login': {
    body: {
      login: string;
      slot: SlotKind;
      auth_key: Bytes;
      device?: string;
    };
    answer: SignedIn;
  };
  /** Sign out; ends the login and its live sockets. */
  'POST /api/accounts/logout': {
    body: Nothing;
    answer: Nothing;
  };
  /** What would go and what would stay, and until when. */
  'GET /api/accounts/erasure': {
    body: null;
    answer: Erasure;
  };
  /** Close my account. */
  'POST /api/accounts/erasure': {
    body: Nothing;
    answer: Erasure;
  };
  /** The open link that would give my account a new key. */
  'GET /api/ways-back/mine': {
    body: null;
    answer: { way_back: WayBack | null };
  };
  /** It opens nothing any more; by whose account it is, or their therapist. */
  'DELETE /api/ways-back/{id}': {
    body: null;
    answer: Nothing;
  };
  /** What a way back leads to. */
  'POST /api/ways-back/look': {
    body: { token: Bytes };
    answer: {
      login: string;
      name: string;
      role: Role;
      therapist: string | null;
      opens_ms: Ms;
      expires_ms: Ms;
    };
  };
  /** A new key, pass phrase and recovery code; gives the cookie. */
  'POST /api/ways-back/use': {
    body: {
      token: Bytes;
      device?: string;
      salt: Bytes;
      memory_kib: number;
      passes: number;
      lanes: number;
      passphrase: { auth_key: Bytes; wrapped: Bytes };
      recovery: { auth_key: Bytes; wrapped: Bytes };
      public_key: Bytes;
      sealed_key: Bytes;
    };
    answer: { account: Id };
  };
  /** Keys I had before, which an old sheet or pass phrase opens. */
  'GET /api/accounts/former-keys': {
    body: null;
    answer: { keys: FormerKey[] };
  };
  /** What was locked with the old secret, for whoever shows it. */
  'POST /api/accounts/former-keys/{n}': {
    body: { slot: SlotKind; auth_key: Bytes };
    answer: {
      sealed_key: Bytes;
      wrapped: Bytes;
      grants: {
        conversation: Id;
        epoch: number;
        granter: Id;
        sealed: Bytes;
      }[];
    };
  };
  /** Who I am. */
  'GET /api/accounts/me': {
    body: null;
    answer: Me;
  };
  /** Replace one way to open the account key. */
  'PUT /api/accounts/slots/{kind}': {
    body: {
      salt: Bytes;
      memory_kib: number;
      passes: number;
      lanes: number;
      auth_key: Bytes;
      wrapped: Bytes;
    };
    answer: Nothing;
  };
  /** The recovery code was typed back. */
  'POST /api/accounts/slots/recovery/proved': {
    body: { auth_key: Bytes };
    answer: Nothing;
  };
  /** What I chose for myself. */
  'PUT /api/accounts/preferences': {
    body: Preferences;
    answer: Nothing;
  };
  /** The second step of a sign-in. */
  'POST /api/accounts/login/second': {
    body: {
      half: Bytes;
      code?: string;
      passkey?: PasskeyAnswer;
      device?: string;
    };
    answer: Me;
  };
  /** Sign in by a passkey that opens the box. */
  'POST /api/accounts/login/passkey': {
    body: {
      credential: Bytes;
      client_data: Bytes;
      authenticator_data: Bytes;
      signature: Bytes;
      device?: string;
    };
    answer: Me;
  };
  /** What a passkey has to sign to sign in. */
  'POST /api/accounts/passkeys/challenge': {
    body: Nothing;
    answer: { challenge: Bytes };
  };
  /** What a new passkey has to sign, and those that are there. */
  'POST /api/accounts/passkeys/begin': {
    body: Nothing;
    answer: { challenge: Bytes; credentials: Bytes[] };
  };
  /** Add a passkey. */
  'POST /api/accounts/passkeys': {
    body: {
      name: string;
      client_data: Bytes;
      attestation: Bytes;
      wrapped?: Bytes | null;
    };
    answer: { id: Id };
  };
  /** Name a passkey. */
  'PUT /api/accounts/passkeys/{id}': {
    body: { name: string };
    answer: Nothing;
  };
  /** Take a passkey away. */
  'DELETE /api/accounts/passkeys/{id}': {
    body: null;
    answer: Nothing;
  };
  /** A seed for an app. */
  'POST /api/accounts/totp': {
    body: Nothing;
    answer: { seed: string; uri: string };
  };
  /** Take the app away. */
  'DELETE /api/accounts/totp': {
    body: null;
    answer: Nothing;
  };
  /** The app shows the right digits. */
  'POST /api/accounts/totp/confirm': {
    body: { code: string };
    answer: Nothing;
  };
  /** Where am I signed in. */
  'GET /api/accounts/logins': {
    body: null;
    answer: { logins: Login[] };
  };
  /** Sign out there. */
  'DELETE /api/accounts/logins/{id}': {
    body: null;
    answer: Nothing;
  };
  /** I have seen what happened to my account. */
  'POST /api/accounts/tidings/seen': {
    body: { until_ms: Ms };
    answer: Nothing;
  };
  /** Open an alliance; journals by anyone, the other kinds by therapists. */
  'POST /api/alliances': {
    body: {
      kind?: AllianceKind;
      about?: Id | null;
      client?: Id | null;
      id: Id;
      conversation: Id;
      grants: NewGrant[];
      label: string;
    };
    answer: { id: Id };
  };
  /** My alliances. */
  'GET /api/alliances': {
    body: null;
    answer: { alliances: Alliance[] };
  };
  /** End my own membership. */
  'POST /api/alliances/{id}/leave': {
    body: Nothing;
    answer: Nothing;
  };
  /** Take one of a couple out. */
  'POST /api/alliances/{id}/members/{account}/removal': {
    body: { grants?: NewGrant[] };
    answer: Nothing;
  };
  /** Make a link; takes back an earlier open one. */
  'POST /api/alliances/{id}/invitations': {
    body: {
      token_hash: Bytes;
      welcome: Bytes;
      days: number;
    };
    answer: { id: Id; expires_ms: Ms };
  };
  /** A link that gives a client of mine a new key; takes back an earlier one. */
  'POST /api/alliances/{id}/members/{account}/way-back': {
    body: { token_hash: Bytes; days: number };
    answer: WayBack;
  };
  /** Take a link back. */
  'DELETE /api/invitations/{id}': {
    body: null;
    answer: Nothing;
  };
  /** What a link opens. */
  'POST /api/invitations/look': {
    body: { token: Bytes };
    answer: Look;
  };
  /** What happened after a sequence number, oldest first, at most 200. */
  'GET /api/alliances/{id}/events': {
    after?: number;
    body: null;
    answer: { events: StoredEvent[]; more: boolean };
  };
  /** Say which letter holds how a couple holds secrets. */
  'PUT /api/alliances/{id}/policy': {
    body: { message: Id };
    answer: Nothing;
  };
  /** Agree to it as it stands. */
  'POST /api/alliances/{id}/policy/agreement': {
    body: { message: Id; revision: number };
    answer: Nothing;
  };
  /** Ask to take a couple’s joint record away. */
  'POST /api/alliances/{id}/releases': {
    body: { id: Id };
    answer: Nothing;
  };
  /** The releases I have part in. */
  'GET /api/releases': {
    body: null;
    answer: { releases: Release[] };
  };
  /** Say yes or no, or take a yes back. */
  'POST /api/releases/{id}/answer': {
    body: { yes: boolean };
    answer: Nothing;
  };
  /** Take my asking back. */
  'DELETE /api/releases/{id}': {
    body: null;
    answer: Nothing;
  };
  /** Write down that I take a copy of everything; the device makes it. */
  'POST /api/copies': {
    body: { releases?: Id[] };
    answer: Nothing;
  };
  /** The practice's recovery key in force, and the one that is coming. */
  'GET /api/practice/recovery-key': {
    body: null;
    answer: {
      owner: boolean;
      current: RecoveryKey | null;
      coming: RecoveryKey | null;
    };
  };
  /** Register a new recovery key; the practice's first therapist alone. */
  'POST /api/practice/recovery-key': {
    body: { id: Id; public_key: Bytes; notice_days: number };
    answer: { applies_ms: Ms };
  };
  /** What of this record is sealed to the recovery key in force. */
  'GET /api/conversations/{id}/recovery-grants': {
    body: null;
    answer: { key: Id; grants: RecoveryGrant[] };
  };
  /** Seal the secrets of a record to the recovery key in force. */
  'POST /api/conversations/{id}/recovery-grants': {
    body: { key: Id; grants: FirstGrant[] };
    answer: Nothing;
  };
  /** Secrets granted to me. */
  'GET /api/conversations/{id}/grants': {
    body: null;
    answer: { grants: Grant[]; newest: number };
  };
  /** Grant secrets to members. */
  'POST /api/conversations/{id}/grants': {
    body: { grants: NewGrant[] };
    answer: Nothing;
  };
  /** The chat of one session (visit) or the letters (thread), at most 200: after a number, oldest first; letters also before one, newest first. */
  'GET /api/conversations/{id}/messages': {
    visit?: Id;
    thread?: 'letters';
    before?: number;
    after?: number;
    body: null;
    answer: { messages: StoredEvent[]; more: boolean };
  };
  /** One message. */
  'GET /api/conversations/{id}/messages/{message}': {
    body: null;
    answer: StoredEvent;
  };
  /** New words for my own letter, or none; the old bytes are gone. */
  'PUT /api/conversations/{id}/messages/{message}': {
    body: NewWords;
    answer: StoredEvent;
  };
  /** A file of so many sealed chunks is coming; the same again tells how far it got. */
  'POST /api/attachments': {
    body: NewAttachment;
    answer: Attachment;
  };
  /** Which chunks are there. */
  'GET /api/attachments/{id}': {
    body: null;
    answer: Attachment;
  };
  /** A file of mine that no letter has taken. */
  'DELETE /api/attachments/{id}': {
    body: null;
    answer: Nothing;
  };
  /** One sealed chunk; one that is there stays. */
  'PUT /api/attachments/{id}/chunks/{n}': {
    body: Chunk;
    answer: Nothing;
  };
  /** One sealed chunk. */
  'GET /api/attachments/{id}/chunks/{n}': {
    body: null;
    answer: Chunk;
  };
  /** The message contracts of my therapists, and my own. */
  'GET /api/contract': {
    body: null;
    answer: Contracts;
  };
  /** When I read and answer messages. */
  'PUT /api/contract': {
    body: NewContract;
    answer: Nothing;
  };
  /** Plan a session; 409 when it overlaps another one. */
  'POST /api/visits': {
    body: NewVisit;
    answer: Visit;
  };
  /** Sessions, newest start first, at most 2000. */
  'GET /api/visits': {
    alliance?: Id;
    body: null;
    answer: { visits: Visit[] };
  };
  /** One session. */
  'GET /api/visits/{id}': {
    body: null;
    answer: Visit;
  };
  /** When the session was without a line for me; the time is given back. */
  'POST /api/visits/{id}/gaps': {
    body: {
      now_ms: Ms;
      gaps: { from_ms: Ms; until_ms: Ms }[];
    };
    answer: { lost_ms: number };
  };
  /** Come, let in, leave, end, cancel; 409 with the rule that forbids it. */
  'POST /api/visits/{id}/events': {
    body: { event: VisitEvent; whom?: Id; ago_ms?: number };
    answer: Visit;
  };
  /** Say that the session begins so many minutes later; only before it has. */
  'POST /api/visits/{id}/delay': {
    body: { minutes: number };
    answer: Visit;
  };
  /** A pass for the relay, while the room of the session is open; no servers when the house has no relay. */
  'GET /api/visits/{id}/relay': {
    body: null;
    answer: RelayPass;
  };
  /** The questionnaires this house asks. */
  'GET /api/instruments': {
    body: null;
    answer: { instruments: Questionnaire[] };
  };
  /** What I say before a session; erased a day after it. */
  'PUT /api/visits/{id}/arrival': {
    body: { revision: number; sealed: Sealed };
    answer: Nothing;
  };
  /** What was said before a session: a client's own, a therapist's clients'. */
  'GET /api/visits/{id}/arrivals': {
    body: null;
    answer: { arrivals: Arrival[] };
  };
  /** Give my closing minute, once. */
  'PUT /api/visits/{id}/closing': {
    body: Answers;
    answer: { state: 'waiting' | 'open' };
  };
  /** The closing minute of a session, blind until both answered or the window closed. */
  'GET /api/visits/{id}/closing': {
    body: null;
    answer: Closing;
  };
  /** All closing minutes I may read. */
  'GET /api/checks': {
    alliance: Id;
    body: null;
    answer: { checks: Check[] };
  };
  /** How are you today; the last one counts. */
  'PUT /api/days/{day}': {
    body: { value: Rating };
    answer: Nothing;
  };
  /** The last 90 days, newest first; those before a day when one is given. */
  'GET /api/days': {
    before?: Day;
    body: null;
    answer: { days: DayValue[] };
  };
  /** Who opened my record, newest first. */
  'GET /api/audit': {
    before?: number;
    body: null;
    answer: {
      entries: AuditEntry[];
      more: boolean;
      head: Head | null;
    };
  };
  /** The newest signed head of the audit log. */
  'GET /api/audit/head': {
    body: null;
    answer: { head: Head | null };
  };
  /** That the audit log of `to` entries grew from that of `from`. */
  'GET /api/audit/consistency': {
    from: number;
    to: number;
    body: null;
    answer: { proof: Proof };
  };
  /** The newest signed head of the key log. */
  'GET /api/keys/head': {
    body: null;
    answer: { head: Head | null };
  };
  /** That the key log of `to` entries grew from that of `from`. */
  'GET /api/keys/consistency': {
    from: number;
    to: number;
    body: null;
    answer: { proof: Proof };
  };
  /** The keys of somebody I share an alliance with, oldest first. */
  'GET /api/keys/{account}': {
    body: null;
    answer: { entries: LogEntry[]; head: Head | null };
  };
  /** Goals and tasks of an alliance. */
  'GET /api/goals': {
    alliance: Id;
    body: null;
    answer: { goals: Goal[]; tasks: Task[] };
  };
  /** Propose a goal; whoever writes it has agreed. */
  'POST /api/goals': {
    body: NewGoal;
    answer: Goal;
  };
  /** A new wording; the other is asked again. */
  'PUT /api/goals/{id}': {
    body: Wording;
    answer: Goal;
  };
  /** Agree to the current wording. */
  'POST /api/goals/{id}/agreement': {
    body: Agreement;
    answer: Goal;
  };
  /** End it; final. */
  'POST /api/goals/{id}/end': {
    body: { how: 'reached' | 'set_aside' };
    answer: Goal;
  };
  /** Propose a task; whoever writes it has agreed. */
  'POST /api/tasks': {
    body: NewTask;
    answer: Task;
  };
  /** A new wording; the other is asked again. */
  'PUT /api/tasks/{id}': {
    body: Wording;
    answer: Task;
  };
  /** Agree to the current wording. */
  'POST /api/tasks/{id}/agreement': {
    body: Agreement;
    answer: Task;
  };
  /** End it; final. */
  'POST /api/tasks/{id}/end': {
    body: { how: 'done' | 'set_aside' };
    answer: Task;
  };
};
