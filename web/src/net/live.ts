// SPDX-License-Identifier: Apache-2.0
// The live socket: reconnects by itself, follows again from the last sequence number, keeps what was
// to be sent until the server says it is durable. Knows no feature.

/** Something that happened in an alliance and is stored; docs/protocol.md lists the kinds. */
export type LiveEvent = {
  seq: number;
  at_ms: number;
  kind: 'message' | 'joined' | 'visit' | 'closing' | 'goal' | 'task' | 'grant';
  object: string;
  sender: string | null;
  visit: string | null;
  sealed: string | null;
};

export type LiveSignal = { alliance: string; visit: string; from: string; sealed: string };

export type LiveState = 'connecting' | 'open' | 'waiting' | 'closed';

export interface Live {
  readonly state: LiveState;
  /** Server time minus device time, from the last hello. */
  readonly clockOffsetMs: number;
  onState(listener: (state: LiveState) => void): () => void;
  /** Events from `after` on, in order, each once, also across reconnects. Returns a stop function. */
  follow(
    alliance: string,
    after: number,
    on: {
      event(event: LiveEvent): void;
      signal?(signal: LiveSignal): void;
      presence?(account: string, here: boolean): void;
    },
  ): () => void;
  /** Resolves with the sequence number once durable. Kept and repeated across reconnects. */
  send(message: {
    alliance: string;
    visit: string | null;
    id: string;
    type: 'chat';
    sealed: string;
  }): Promise<number>;
  /** Not stored, not repeated; rejects while the line is down. */
  signal(message: { alliance: string; visit: string; sealed: string }): Promise<void>;
  close(): void;
}
