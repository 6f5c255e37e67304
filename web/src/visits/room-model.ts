// SPDX-License-Identifier: Apache-2.0
// One session as one person goes through it: getting ready, waiting, the room, and out again. Tells
// the server where the person stands, keeps the call in step with it, and comes back after a reload.

import { computed, effect, type ReadonlySignal, signal, untracked } from '@preact/signals';
import type { AlliancesModel } from '../alliances/alliances-model';
import type { CoreClient, VisitMachine, VisitWhy } from '../core/core-types';
import { HttpError } from '../net/http';
import type { Trust } from '../vault/vault';
import type { Call, CallState } from './call';
import { type CallSignal, parseCallSignal } from './call-signal';
import type { Keep } from './device-choices';
import type { DevicesModel } from './devices-model';
import { createGapReport } from './gap-report';
import { callWish, type Role, type Stage, stageOf } from './room-stage';
import type { Tries } from './tries';
import { chairOf, isOver, isThere, presenceOf, type Visit, type VisitEvent } from './visit';
import type { VisitsModel } from './visits-model';

/** How well the line is proved; only `sealed` may be called so. */
export type Seal =
  /** Nothing flows, so there is nothing to say. */
  | 'none'
  /**
   * The fingerprint in use was signed by a key that the invitation or an earlier session proved, and
   * whatever went by was sealed frame by frame, both ways.
   */
  | 'sealed'
  /** Sealed against the line, but the other's key was only taken from the server. */
  | 'unproved'
  /** The key is proved and the line is sealed; one of the two browsers cannot seal each frame. */
  | 'line'
  /** Frames go by unsealed, or none can be opened: nothing is shown, and the line is built anew. */
  | 'dark'
  /** The line does not match what was signed. */
  | 'open';

/** State and actions of one session. */
export interface RoomModel {
  readonly stage: ReadonlySignal<Stage>;
  readonly call: Call | null;
  readonly seal: ReadonlySignal<Seal>;
  /** Whose signals do not arrive as they were sent, one after the other; null when nobody's. */
  readonly changed: ReadonlySignal<string | null>;
  /** The live socket works; without it chat waits, while the call may go on. */
  readonly lineUp: ReadonlySignal<boolean>;
  /** When the doors open, UTC ms; null until known. */
  readonly opensMs: ReadonlySignal<number | null>;
  /** How long each has been awaited since the start, ms, by account; who is not late is not in it. */
  readonly lateMs: ReadonlySignal<Readonly<Record<string, number>>>;
  /** This person has a device that hears what happens here. Reads a signal. */
  isHere(account: string): boolean;
  readonly nowMs: ReadonlySignal<number>;
  /** Why the last action did not happen; null when it did. */
  readonly problem: ReadonlySignal<unknown>;
  readonly busy: ReadonlySignal<VisitEvent | 'delay' | null>;
  load(): Promise<void>;
  /** Go in: the server is told, the other sees it. */
  enter(): Promise<void>;
  /** Out again; coming back is always possible until the end. */
  leave(): Promise<void>;
  admit(whom: string): Promise<void>;
  putBack(whom: string): Promise<void>;
  /** The therapist begins so many minutes later. */
  delay(minutes: number): Promise<void>;
  end(): Promise<void>;
  /** The call went to another window of this person: take it back. */
  callHere(): void;
  /** Closes call and timers; tells nobody. */
  stop(): void;
}

const TURN_MS = 1000;
/** A room is drawn after this at the latest. */
const DRAW_MS = 250;
/** One that came too late, or again after the line broke, is no sign of anything. */
const CHANGED_AFTER = 3;
const KEY = 'rapport.room';

/** Makes the model. `makeCall` gets the way to send signals; null for sessions in writing. */
export function createRoomModel(deps: {
  visit: string;
  alliance: string;
  me: string;
  role: Role;
  /** The other members' accounts, whose keys sign their signals. */
  others: readonly string[];
  /** How far the key of one of them can be trusted. */
  trust(account: string): Trust | null;
  visits: VisitsModel;
  /** Remembers that a try to come in failed. */
  tries: Pick<Tries, 'note' | 'forget'>;
  alliances: Pick<AlliancesModel, 'onSignal' | 'sendSignal' | 'line' | 'isHere'>;
  devices: Pick<DevicesModel, 'tracks' | 'sending'>;
  core: Pick<CoreClient, 'visitOpensMs' | 'visitLateMs'>;
  makeCall: ((send: (signal: CallSignal) => Promise<void>) => Call | null) | null;
  /** Remembers over a reload that the person is inside. */
  memory: (Keep & Pick<Storage, 'removeItem'>) | null;
  now(): number;
  /** The clock of the call, ms. */
  callNow(): number;
  every(ms: number, run: () => void): () => void;
  /** Runs it whenever this device may have another address; returns how to stop that. */
  onAddressChange(run: () => void): () => void;
}): RoomModel {
  const { visits, alliances, me, role, others } = deps;
  const call = deps.makeCall?.((s) => alliances.sendSignal(deps.alliance, deps.visit, s)) ?? null;

  const entered = signal(deps.memory?.getItem(KEY) === deps.visit);
  const failed = signal<unknown>(null);
  const problem = signal<unknown>(null);
  const busy = signal<VisitEvent | 'delay' | null>(null);
  const opensMs = signal<number | null>(null);
  const lateMs = signal<Readonly<Record<string, number>>>({});
  const nowMs = signal(deps.now());
  const visit = computed(() => visits.visits.value.find((one) => one.id === deps.visit) ?? null);
  /** The session as it is drawn: a moment later than `visit` when a call begins. */
  const drawn = signal(visit.peek());
  /** Stops the wait for that moment; null while there is none. */
  let drawing: (() => void) | null = null;
  const lineUp = computed(() => alliances.line.value === 'open');
  /** The server has confirmed this arrival, so "away" now means something. */
  let arrived = false;
  let arriving = false;
  let arriveAfterMs = 0;

  const gaps = createGapReport({
    visit: deps.visit,
    memory: deps.memory,
    now: deps.now,
    callNow: deps.callNow,
    send: (list) => visits.gaps(deps.visit, Math.round(deps.now()), list),
  });

  /** How many of each one's signals were refused since one of theirs was opened. */
  const refusals = signal<ReadonlyMap<string, number>>(new Map());
  const refusedOf = (from: string) => refusals.peek().get(from) ?? 0;
  const noteRefusals = (from: string, count: number) => {
    if (count === refusedOf(from)) return;
    refusals.value = new Map(refusals.peek()).set(from, count);
  };

  let before: Stage['kind'] = 'loading';
  const stage = computed<Stage>(() => {
    const now = drawn.value;
    if (now === null) {
      return failed.value === null ? { kind: 'loading' } : { kind: 'failed', error: failed.value };
    }
    const early = opensMs.value !== null && nowMs.value < opensMs.value;
    const next = stageOf({ visit: now, me, role, entered: entered.value, early, before });
    before = next.kind;
    return next;
  });

  const seal = computed<Seal>(() => {
    let accounts = others;
    if (call !== null) {
      const all = call.peers.value;
      if (all.some(({ frames }) => frames === 'stuck' || frames === 'passed_by')) return 'dark';
      const heard = all.filter((peer) => peer.state.kind === 'flowing');
      if (heard.length === 0) return 'none';
      if (heard.some((peer) => peer.fingerprintHolds === 'no')) return 'open';
      if (heard.some((peer) => peer.fingerprintHolds === 'checking')) return 'none';
      if (heard.some((peer) => peer.frames === 'counting')) return 'none';
      accounts = heard.map((peer) => peer.account);
      if (heard.some((peer) => peer.frames === 'line')) {
        return accounts.every((account) => isProved(deps.trust(account))) ? 'line' : 'open';
      }
    }
    const proved =
      accounts.length > 0 && accounts.every((account) => isProved(deps.trust(account)));
    return proved ? 'sealed' : 'unproved';
  });

  function remember(inside: boolean): void {
    entered.value = inside;
    try {
      if (inside) deps.memory?.setItem(KEY, deps.visit);
      else if (deps.memory?.getItem(KEY) === deps.visit) deps.memory.removeItem(KEY);
    } catch {
      // Without memory a reload asks once more to go in.
    }
  }

  async function act(what: VisitEvent | 'delay', run: () => Promise<Visit>): Promise<boolean> {
    if (busy.peek() !== null) return false;
    busy.value = what;
    problem.value = null;
    try {
      await run();
      return true;
    } catch (error) {
      problem.value = error;
      // The refusal may mean that we see an older state than the server.
      if (error instanceof HttpError && error.status === 409) {
        await visits.refresh(deps.visit).catch(() => {});
      }
      return false;
    } finally {
      busy.value = null;
    }
  }

  /** Says "I am here" until the server agrees; too early is no failure, the doors open later. */
  async function arrive(): Promise<void> {
    const now = visit.peek();
    if (arriving || now === null || isOver(now) || !entered.peek()) return;
    if (deps.now() < Math.max(arriveAfterMs, opensMs.peek() ?? 0)) return;
    arriving = true;
    arriveAfterMs = deps.now() + TURN_MS;
    try {
      await visits.act(deps.visit, 'arrive');
      deps.tries.forget(deps.visit);
      arrived = true;
      problem.value = null;
    } catch (error) {
      const refused = error instanceof HttpError && error.status >= 400 && error.status < 500;
      if (!refused && chairOf(now, me)?.came === false) deps.tries.note(deps.visit, deps.now());
      // The line being down is shown as such, and the next turn tries again.
      if (!(error instanceof HttpError) || error.status !== 0) {
        problem.value = error;
        arriveAfterMs = deps.now() + 5 * TURN_MS;
        await visits.refresh(deps.visit).catch(() => {});
      }
    } finally {
      arriving = false;
    }
  }

  async function facts(): Promise<void> {
    const now = visit.peek();
    if (now === null || isOver(now)) return;
    const plan = { startsMs: now.starts_ms, minutes: now.minutes };
    try {
      opensMs.value ??= await deps.core.visitOpensMs(plan);
      const late: Record<string, number> = {};
      if (now.state === 'planned') {
        const machine = machineOf(now);
        for (const [place, { account }] of now.chairs.entries()) {
          if (account === null || account === me) continue;
          const ms = await deps.core.visitLateMs(plan, machine, place, deps.now());
          if (ms > 0) late[account] = ms;
        }
      }
      lateMs.value = late;
    } catch {
      // Without the core the doors are simply tried; the server keeps the rule anyway.
    }
  }

  /**
   * While a call begins, each waits for what the other's device says, and nobody for the drawing of a room,
   * which takes a slow device longer than that: it comes after.
   */
  function draw(begins: boolean): void {
    if (begins) {
      drawing ??= deps.every(DRAW_MS, () => draw(false));
      return;
    }
    drawing?.();
    drawing = null;
    drawn.value = visit.peek();
  }

  function turn(): void {
    nowMs.value = deps.now();
    void facts();
    gaps.turn();
    const now = visit.peek();
    if (now !== null && entered.peek() && !isThere(presenceOf(now, me))) void arrive();
  }

  const stops = [
    deps.every(TURN_MS, turn),
    alliances.onSignal(
      deps.visit,
      (from, body) => {
        noteRefusals(from, 0);
        const heard = parseCallSignal(body);
        if (heard !== null && others.includes(from)) call?.heard(from, heard);
      },
      (from) => {
        if (others.includes(from)) noteRefusals(from, refusedOf(from) + 1);
      },
    ),
    // What the server says about us: put out elsewhere, dropped by a broken line, or over.
    effect(() => {
      const now = visit.value;
      if (now === null || !entered.value) return;
      if (isOver(now)) {
        untracked(() => remember(false));
        return;
      }
      const mine = presenceOf(now, me);
      if (isThere(mine)) return;
      const leftElsewhere = arrived && mine === 'away';
      untracked(() => {
        if (!leftElsewhere) void arrive();
        else if (!arriving) {
          arrived = false;
          remember(false);
        }
      });
    }),
    // The socket is back: the server may have taken us for gone, and signals got lost.
    effect(() => {
      if (!lineUp.value) return;
      untracked(() => {
        arriveAfterMs = 0;
        if (entered.peek()) {
          void visits.refresh(deps.visit).catch(() => {});
          void arrive();
        }
        call?.lineIsBack();
      });
    }),
    deps.onAddressChange(() => call?.addressChanged()),
    effect(() => {
      if (call === null) return;
      const tracks = deps.devices.tracks.value;
      const sending = deps.devices.sending.value;
      untracked(() => call.setLocal(tracks, sending));
    }),
    effect(() => {
      for (const { account, state } of call?.peers.value ?? []) {
        untracked(() => gaps.see(account, state));
      }
    }),
    // The call follows the presences and nothing else.
    effect(() => {
      const now = visit.value;
      if (call === null) {
        untracked(() => draw(false));
        return;
      }
      const inside = now !== null && entered.value;
      const wishes = call.peers.value.map(({ account, state }) => ({
        account,
        wish: inside ? callWish(now, me, account, hasBegun(state.kind)) : 'off',
      }));
      untracked(() => {
        const before = call.state.peek().kind;
        for (const { account, wish } of wishes) call.follow(account, wish);
        const connecting = call.state.peek().kind === 'connecting';
        draw(connecting && (before !== 'connecting' || drawing !== null));
      });
    }),
  ];

  return {
    stage,
    call,
    seal,
    changed: computed(
      () => others.find((one) => (refusals.value.get(one) ?? 0) >= CHANGED_AFTER) ?? null,
    ),
    lineUp,
    opensMs,
    lateMs,
    isHere: (account) => alliances.isHere(deps.alliance, account),
    nowMs,
    problem,
    busy,
    async load() {
      try {
        await visits.refresh(deps.visit);
        failed.value = null;
      } catch (error) {
        failed.value = error;
      }
      await facts();
    },
    async enter() {
      remember(true);
      arriveAfterMs = 0;
      await arrive();
    },
    async leave() {
      arrived = false;
      remember(false);
      call?.stop(true);
      gaps.forget();
      await act('leave', () => visits.act(deps.visit, 'leave'));
    },
    async admit(whom) {
      await act('admit', () => visits.act(deps.visit, 'admit', whom));
    },
    async putBack(whom) {
      await act('put_back', () => visits.act(deps.visit, 'put_back', whom));
    },
    async delay(minutes) {
      await act('delay', () => visits.delay(deps.visit, minutes));
    },
    async end() {
      if (await act('end', () => visits.act(deps.visit, 'end'))) call?.stop(true);
    },
    callHere() {
      call?.stop(false);
    },
    stop() {
      for (const stop of stops) stop();
      drawing?.();
      call?.stop(false);
      gaps.forget();
    },
  };
}

/** A line that dropped is being built anew, also while the server sees one of the two no more. */
function hasBegun(state: CallState['kind']): boolean {
  return state === 'flowing' || state === 'lost';
}

function isProved(trust: Trust | null): boolean {
  return trust === 'introduced' || trust === 'confirmed' || trust === 'pinned';
}

/** A planned session as the machine keeps it: nobody has been let in yet. */
function machineOf(visit: Visit): VisitMachine {
  return {
    state: visit.state,
    chairs: visit.chairs.map(({ presence, came, trouble, late_minutes }) => ({
      presence,
      came,
      admitted: false,
      met: false,
      trouble,
      lateMinutes: late_minutes,
    })),
    outage: false,
    startedMs: null,
    endedMs: null,
    emptyMs: null,
    why: visit.why as VisitWhy,
  };
}
