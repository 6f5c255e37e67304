// SPDX-License-Identifier: Apache-2.0
// A live socket without a network: sockets that open when the test says so, time that the test moves,
// and a house that numbers events and stores messages once.

import { createLive, type Live, type Socket } from '../../../web/src/net/live';

/** One connection, seen from the server's side. */
export class FakeSocket implements Socket {
  onopen: Socket['onopen'] = null;
  onmessage: Socket['onmessage'] = null;
  onclose: Socket['onclose'] = null;
  onerror: Socket['onerror'] = null;
  readonly said: Array<Record<string, unknown>> = [];
  closed = false;
  /** Called for everything the client says. */
  heard: ((frame: Record<string, unknown>) => void) | null = null;

  send(text: string): void {
    if (this.closed) throw new Error('sent into a closed socket');
    const frame = JSON.parse(text) as Record<string, unknown>;
    this.said.push(frame);
    this.heard?.(frame);
  }

  /** The client hangs up. */
  close(): void {
    this.closed = true;
  }

  /** The server says something. */
  say(frame: unknown): void {
    this.onmessage?.({ data: typeof frame === 'string' ? frame : JSON.stringify(frame) });
  }

  /** The line breaks. */
  break(): void {
    this.closed = true;
    this.onclose?.(undefined as never);
  }
}

type Waiting = { atMs: number; run: () => void };

/** Everything a live socket stands on, in the hands of the test. */
export class FakeLine {
  readonly sockets: FakeSocket[] = [];
  readonly wake = new EventTarget();
  nowMs = 1_000_000;
  chance = 0;
  /** Called for every new socket. */
  opened: ((socket: FakeSocket) => void) | null = null;
  private waiting: Waiting[] = [];
  readonly live: Live;

  constructor() {
    this.live = createLive('wss://house/live', {
      open: () => {
        const socket = new FakeSocket();
        this.sockets.push(socket);
        this.opened?.(socket);
        return socket;
      },
      now: () => this.nowMs,
      random: () => this.chance,
      wake: this.wake,
      later: (run, ms) => {
        const one = { atMs: this.nowMs + ms, run };
        this.waiting.push(one);
        return () => {
          this.waiting = this.waiting.filter((other) => other !== one);
        };
      },
    });
  }

  /** The newest connection. */
  get socket(): FakeSocket {
    const last = this.sockets.at(-1);
    if (last === undefined) throw new Error('nothing was connected');
    return last;
  }

  /** The newest connection is greeted. */
  hello(nowMs = this.nowMs): FakeSocket {
    this.socket.say({ op: 'hello', now_ms: nowMs });
    return this.socket;
  }

  /** Time passes; what waited for it runs in order. */
  pass(ms: number): void {
    const until = this.nowMs + ms;
    for (;;) {
      const next = this.waiting
        .filter((one) => one.atMs <= until)
        .sort((a, b) => a.atMs - b.atMs)[0];
      if (next === undefined) break;
      this.waiting = this.waiting.filter((other) => other !== next);
      this.nowMs = next.atMs;
      next.run();
    }
    this.nowMs = until;
  }

  /** How long until the next thing happens by itself; null when nothing waits. */
  get nextInMs(): number | null {
    const times = this.waiting.map((one) => one.atMs);
    return times.length === 0 ? null : Math.min(...times) - this.nowMs;
  }
}

/** An event frame of alliance `a`. */
export function eventFrame(seq: number, object = `object-${seq}`) {
  return {
    op: 'event',
    alliance: 'a',
    event: {
      seq,
      at_ms: 1000 + seq,
      kind: 'message',
      object,
      sender: 'someone',
      visit: 'v',
      sealed: 'AAAA',
    },
  };
}
