// SPDX-License-Identifier: Apache-2.0
// The live socket: reconnects by itself, follows again from the last sequence number, keeps what was
// to be sent until the server says it is durable. Knows no feature.

import { HttpError } from './http';
import { type Frame, parseFrame } from './live-frames';

/** Something that happened in an alliance and is stored; docs/protocol.md lists the kinds. */
export type LiveEvent = {
  seq: number;
  at_ms: number;
  kind:
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
  object: string;
  sender: string | null;
  visit: string | null;
  sealed: string | null;
  /** What the object is from here on; without it, it has to be read again. */
  now?: unknown;
};

/** Something passed on right now and never stored. */
export type LiveSignal = { alliance: string; visit: string; from: string; sealed: string };

/** How far a member has got; `read` is null unless both of us show it. */
export type LiveReceipt = { account: string; delivered: number; read: number | null };

/** `waiting`: the line is down, the next attempt comes by itself. */
export type LiveState = 'connecting' | 'open' | 'waiting' | 'closed';

/** What a follower of one alliance hears. */
export type Follower = {
  event(event: LiveEvent): void;
  signal?(signal: LiveSignal): void;
  presence?(account: string, here: boolean): void;
  receipt?(receipt: LiveReceipt): void;
};

/** One device's socket. Connects at the first thing to do. */
export interface Live {
  readonly state: LiveState;
  /** Server time minus device time, from the last hello. */
  readonly clockOffsetMs: number;
  onState(listener: (state: LiveState) => void): () => void;
  /** Events from `after` on, in order, each once, also across reconnects. Returns a stop function.
   * One follower an alliance. */
  follow(alliance: string, after: number, on: Follower): () => void;
  /** Resolves with the sequence number once durable. Kept and repeated across reconnects. */
  send(message: {
    alliance: string;
    visit: string | null;
    id: string;
    type: 'chat' | 'letter';
    sealed: string;
    /** The epoch it is sealed under: refused with `conflict` when somebody who left holds it. */
    epoch?: number;
    /** Files a letter takes over. */
    attachments?: string[];
  }): Promise<number>;
  /** How far this device has got and its person has read. Lost while the line is down: say it again
   * when it is back. */
  receipt(alliance: string, delivered: number, read: number): void;
  /** Not stored, not repeated; rejects while the line is down. */
  signal(message: { alliance: string; visit: string; sealed: string }): Promise<void>;
  close(): void;
}

/** The little of a WebSocket that is used here. */
export interface Socket {
  onopen: ((event: never) => void) | null;
  onmessage: ((event: { data: unknown }) => void) | null;
  onclose: ((event: never) => void) | null;
  onerror: ((event: never) => void) | null;
  send(text: string): void;
  close(): void;
}

/** What the socket stands on; all but `open` have the browser's own as default. */
export type LiveDeps = {
  open?: (url: string) => Socket;
  now?: () => number;
  /** 0 up to 1. */
  random?: () => number;
  /** Runs something later; gives back how to stop it. */
  later?: (run: () => void, ms: number) => () => void;
  /** Hears `online` when the device has a network again. */
  wake?: Pick<EventTarget, 'addEventListener' | 'removeEventListener'> | null;
};

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 15_000;

/** How long to wait before asking again for what did not come. */
const RESYNC_WAIT_MS = 1_000;

/** A socket that says nothing for so long when it should is taken for dead. */
const PATIENCE_MS = 10_000;

/** A signal has no answer. After a silence of so long it brings a question that has one, */
const SILENCE_MS = 1_000;
/** and after so long without a word another socket is opened beside this one, which may lead nowhere
 * since the device has another address, or only be slow: whichever speaks first is kept. */
const DOUBT_MS = 400;

/** Something to send that waits for its `sent`. */
type Letter = { frame: string; done(seq: number): void; fail(error: Error): void };

type Following = Follower & {
  last: number;
  /** What was last asked for; to notice that asking leads nowhere. */
  asked: number;
  /** `asked`: the server still catches us up; its word on gaps counts. */
  stage: 'asked' | 'live';
};

/** A live socket to `url`. */
export function createLive(url: string, deps: LiveDeps = {}): Live {
  const open = deps.open ?? ((at) => new WebSocket(at) as unknown as Socket);
  const now = deps.now ?? Date.now;
  const random = deps.random ?? Math.random;
  const later = deps.later ?? timer;
  const wake = deps.wake === undefined ? browserWindow() : deps.wake;

  const listeners = new Set<(state: LiveState) => void>();
  const following = new Map<string, Following>();
  const outbox = new Map<number, Letter>();
  let state: LiveState = 'waiting';
  let clockOffsetMs = 0;
  let socket: Socket | null = null;
  let ref = 0;
  let failures = 0;
  let retry: (() => void) | null = null;
  let patience: (() => void) | null = null;
  let doubt: (() => void) | null = null;
  let rival: Socket | null = null;
  let heardMs = 0;

  const online = () => {
    failures = 0;
    if (state === 'waiting' && retry !== null) connect();
    const [alliance] = following.keys();
    if (state === 'open' && alliance !== undefined) askIfAlive(alliance);
  };
  wake?.addEventListener('online', online);

  function turn(next: LiveState): void {
    if (state === next) return;
    state = next;
    for (const listener of [...listeners]) listener(next);
  }

  function connect(): void {
    if (state === 'closed' || socket !== null) return;
    retry?.();
    retry = null;
    turn('connecting');
    let mine: Socket;
    try {
      mine = open(url);
    } catch {
      lost();
      return;
    }
    expectAnswer();
    keep(mine);
  }

  function keep(mine: Socket): void {
    socket = mine;
    mine.onmessage = ({ data }) => {
      if (socket === mine) hear(data);
    };
    mine.onclose = () => {
      if (socket === mine) lost();
    };
    mine.onerror = () => undefined; // a close follows
  }

  /** The line is gone: try again, later each time, never all devices at once. */
  function lost(): void {
    socket = null;
    patience?.();
    patience = null;
    trust();
    if (state === 'closed') return;
    turn('waiting');
    const longest = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** failures);
    failures = Math.min(failures + 1, 10);
    retry = later(connect, longest * (0.5 + random() / 2));
  }

  function drop(): void {
    const dead = socket;
    lost();
    dead?.close();
  }

  function expectAnswer(): void {
    patience ??= later(() => {
      patience = null;
      drop();
    }, PATIENCE_MS);
  }

  function answered(): void {
    patience?.();
    patience = null;
    if (outbox.size > 0) expectAnswer();
  }

  function trust(): void {
    doubt?.();
    doubt = null;
    const beaten = rival;
    rival = null;
    beaten?.close();
  }

  function askIfAlive(alliance: string): void {
    const one = following.get(alliance);
    if (one === undefined || doubt !== null || now() - heardMs < SILENCE_MS) return;
    ask(alliance, one);
    doubt = later(openRival, DOUBT_MS);
  }

  function openRival(): void {
    doubt = later(drop, PATIENCE_MS);
    let mine: Socket;
    try {
      mine = open(url);
    } catch {
      drop();
      return;
    }
    rival = mine;
    mine.onmessage = ({ data }) => {
      if (rival !== mine) return;
      rival = null;
      const slower = socket;
      keep(mine);
      slower?.close();
      turn('connecting');
      expectAnswer();
      hear(data);
    };
    mine.onclose = () => {
      if (rival !== mine) return;
      rival = null;
      drop();
    };
    mine.onerror = () => undefined; // a close follows
  }

  function say(frame: object): void {
    socket?.send(JSON.stringify(frame));
  }

  function ask(alliance: string, one: Following): void {
    one.stage = 'asked';
    one.asked = one.last;
    say({ op: 'follow', alliance, after: one.last });
  }

  /** Nothing came of the last asking: the server has its hands full, so give it a moment. */
  function askLater(alliance: string, one: Following): void {
    const mine = socket;
    later(() => {
      if (socket === mine && state === 'open' && following.get(alliance) === one)
        ask(alliance, one);
    }, RESYNC_WAIT_MS);
  }

  function hear(data: unknown): void {
    heardMs = now();
    trust();
    const frame = parseFrame(data);
    if (frame === null) return;
    if (state !== 'open') {
      if (frame.op === 'hello') welcome(frame.now_ms);
      return;
    }
    handle(frame);
  }

  function welcome(nowMs: number): void {
    clockOffsetMs = nowMs - now();
    failures = 0;
    answered();
    turn('open');
    for (const [alliance, one] of following) ask(alliance, one);
    for (const letter of outbox.values()) socket?.send(letter.frame);
  }

  function handle(frame: Frame): void {
    switch (frame.op) {
      case 'hello':
        return;
      case 'event':
        happened(frame.alliance, frame.event);
        return;
      case 'followed': {
        const one = following.get(frame.alliance);
        if (one === undefined) return;
        one.last = Math.max(one.last, frame.seq);
        one.stage = 'live';
        return;
      }
      case 'resync': {
        const one = following.get(frame.alliance);
        if (one === undefined) return;
        if (one.last > one.asked) ask(frame.alliance, one);
        else askLater(frame.alliance, one);
        return;
      }
      case 'signal': {
        const { alliance, visit, from, sealed } = frame;
        following.get(alliance)?.signal?.({ alliance, visit, from, sealed });
        return;
      }
      case 'presence':
        following.get(frame.alliance)?.presence?.(frame.account, frame.here);
        return;
      case 'receipt': {
        const { alliance, account, delivered, read } = frame;
        following.get(alliance)?.receipt?.({ account, delivered, read });
        return;
      }
      case 'sent':
        settle(frame.ref)?.done(frame.seq);
        return;
      case 'refused':
        if (frame.ref === null) return;
        settle(frame.ref)?.fail(new HttpError(400, frame.code, frame.text, frame.field));
        return;
    }
  }

  function happened(alliance: string, event: LiveEvent): void {
    const one = following.get(alliance);
    if (one === undefined || event.seq <= one.last) return;
    // Numbers have no gaps. While we are being caught up the server knows best; afterwards a gap
    // means that something got lost on the way.
    if (one.stage === 'live' && event.seq > one.last + 1) {
      ask(alliance, one);
      return;
    }
    one.last = event.seq;
    one.event(event);
  }

  function settle(letter: number): Letter | undefined {
    const found = outbox.get(letter);
    outbox.delete(letter);
    answered();
    return found;
  }

  return {
    get state() {
      return state;
    },
    get clockOffsetMs() {
      return clockOffsetMs;
    },
    onState(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    follow(alliance, after, on) {
      if (following.has(alliance)) throw new Error(`${alliance} is followed already`);
      const one: Following = { ...on, last: after, asked: -1, stage: 'asked' };
      following.set(alliance, one);
      if (state === 'open') ask(alliance, one);
      else if (retry === null) connect();
      return () => {
        if (following.get(alliance) === one) following.delete(alliance);
      };
    },
    send(message) {
      if (state === 'closed') return Promise.reject(closed());
      return new Promise((done, fail) => {
        ref++;
        const frame = JSON.stringify({ op: 'send', ref, ...message });
        outbox.set(ref, { frame, done, fail });
        if (state === 'open') {
          socket?.send(frame);
          expectAnswer();
        } else if (retry === null) connect();
      });
    },
    receipt(alliance, delivered, read) {
      if (state === 'open') say({ op: 'receipt', alliance, delivered, read });
    },
    async signal(message) {
      if (state !== 'open') throw new HttpError(0, 'offline', 'The line is down.');
      ref++;
      say({ op: 'signal', ref, ...message });
      askIfAlive(message.alliance);
    },
    close() {
      turn('closed');
      wake?.removeEventListener('online', online);
      retry?.();
      patience?.();
      trust();
      retry = null;
      patience = null;
      const last = socket;
      socket = null;
      last?.close();
      for (const letter of outbox.values()) letter.fail(closed());
      outbox.clear();
      following.clear();
    },
  };
}

function closed(): HttpError {
  return new HttpError(0, 'closed', 'You are signed out.');
}

function timer(run: () => void, ms: number): () => void {
  const waiting = setTimeout(run, ms);
  return () => clearTimeout(waiting);
}

function browserWindow(): EventTarget | null {
  return typeof window === 'undefined' ? null : window;
}
