// SPDX-License-Identifier: Apache-2.0
// The alliances of the signed-in person: who is in them, what may be read, and news as it happens.
// Features hang on here for events and for sealing; they never talk to the vault or the socket.

import type { ReadonlySignal } from '@preact/signals';
import type { LiveEvent, LiveState } from '../net/live';
import type { MessageType, Opened, Trust } from '../vault/vault';
import type { Alliance } from './alliance';

/** An alliance with what this device found out about it. */
export type KnownAlliance = Alliance & {
  /** The other person's name, else the label, else ''. */
  title: string;
  /** The other person's account; null until they have joined. */
  other: string | null;
  /** How far each member's key can be trusted. */
  trust: Record<string, Trust>;
  /** This device holds the secrets. */
  canRead: boolean;
};

/** Where the list stands. While it loads again, the last list stays visible. */
export type AlliancesState =
  | { kind: 'loading' }
  | { kind: 'ready' }
  | { kind: 'failed'; error: unknown };

/** A link to hand over, once; it cannot be shown again. */
export type InvitationLink = { link: string; expires_ms: number };

/** State and actions. Actions throw HttpError or VaultError. */
export interface AlliancesModel {
  readonly state: ReadonlySignal<AlliancesState>;
  readonly alliances: ReadonlySignal<KnownAlliance[]>;
  /** Of the live socket. */
  readonly line: ReadonlySignal<LiveState>;
  find(id: string): KnownAlliance | null;
  /** Reads the list, learns every conversation, follows each. Again after `joined` by itself. */
  load(): Promise<void>;
  /** Stops following and forgets everything; at lock and sign-out. */
  forget(): void;

  /** Opens an alliance with someone not here yet; gives its id. */
  open(label: string): Promise<string>;
  /** Makes a link; an earlier open one stops working. `days` 1 to 30. */
  invite(alliance: string, days: number): Promise<InvitationLink>;
  revoke(alliance: string): Promise<void>;
  /** Eight words to compare in the call. */
  safetyWords(alliance: string): Promise<string[]>;

  /** News of one kind, from all alliances, each event once, also across reconnects. */
  onEvent(
    kind: LiveEvent['kind'],
    listener: (alliance: string, event: LiveEvent) => void,
  ): () => void;
  /** Opened signals of one session; what does not open is dropped. */
  onSignal(visit: string, listener: (from: string, body: unknown) => void): () => void;
  /** True while a device of that account follows the alliance. Reactive. */
  isHere(alliance: string, account: string): boolean;

  /** Signs and seals `body` for this alliance; `object` is the visit, goal or task it belongs to. */
  seal(
    alliance: string,
    type: MessageType,
    object: string,
    body: unknown,
  ): Promise<{ id: string; sealed: string }>;
  /** Opens and checks; a refusal is a value, not an exception. Remembered in memory only. */
  unseal(
    alliance: string,
    type: MessageType,
    object: string,
    sender: string,
    sealed: string,
  ): Promise<Opened>;
  /** Seals and sends a line of room chat; resolves when durable. */
  sendChat(alliance: string, visit: string, body: unknown): Promise<{ id: string; seq: number }>;
  /** Seals and passes a signal on to the others in the session; rejects while the line is down. */
  sendSignal(alliance: string, visit: string, body: unknown): Promise<void>;
}
