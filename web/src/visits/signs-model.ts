// SPDX-License-Identifier: Apache-2.0
// The silent signs of one session: what I said, what is shown of the others, whether somebody is not
// private, and whether all want the talk mirror. Lives as long as the page; nothing of it is kept,
// except over a reload that I am not private.

import { computed, type ReadonlySignal, signal } from '@preact/signals';
import type { AlliancesModel } from '../alliances/alliances-model';
import type { Keep } from './device-choices';
import { type Feeling, parseSign, type Sign, type SignWord } from './signs';

/** A sign or a feeling of another person, on this screen. */
export type Shown<What> = { id: string; from: string; what: What; atMs: number };

/** My last sign and what came of it. */
export type Said = {
  id: string;
  word: SignWord;
  /** The line took it. */
  sent: 'going' | 'yes' | 'no';
  /** On whose screen it is, and who said yes. */
  shownTo: string[];
  yesFrom: string[];
  atMs: number;
};

/** Standing of the others as far as it is known. */
type Standing = { hidden: boolean; mirror: boolean; heardMs: number };

/** State and actions. Accounts stand for people. */
export interface SignsModel {
  /** At most one a person, the newest; goes by itself. */
  readonly shown: ReadonlySignal<Shown<SignWord>[]>;
  readonly feelings: ReadonlySignal<Shown<Feeling>[]>;
  readonly said: ReadonlySignal<Said | null>;
  readonly feeling: ReadonlySignal<Feeling | null>;
  /** I said "not private now": nothing of me goes out and nothing of the others is seen or heard. */
  readonly hidden: ReadonlySignal<boolean>;
  /** Who else is not private. */
  readonly hiddenOthers: ReadonlySignal<string[]>;
  /** Whether I want the mirror, who else does, and whether all do. */
  readonly mirror: ReadonlySignal<{ mine: boolean; others: string[]; all: boolean }>;
  say(word: SignWord): void;
  /** Yes to a sign of another. */
  yes(id: string): void;
  /** Takes it off this screen. */
  putAway(id: string): void;
  feel(feeling: Feeling | null): void;
  setHidden(hidden: boolean): void;
  setMirror(wanted: boolean): void;
  /** The room was entered, or the line is back: tell how I stand and ask the others. */
  arrive(): void;
  stop(): void;
}

/** A sign stays on the other's screen for this long. */
export const SIGN_SHOWN_MS = 30_000;
/** A feeling, until it may no longer be true. */
export const FEELING_SHOWN_MS = 180_000;
/** While something holds, it is said again after this. */
export const STANDING_AGAIN_MS = 5_000;
/** And is over for the others when it was not said for this long. */
export const STANDING_HOLDS_MS = 16_000;

const TURN_MS = 1000;
const KEY = 'rapport.hidden';

/** Makes the model; nothing is said before `arrive`. */
export function createSignsModel(deps: {
  alliance: string;
  visit: string;
  /** The accounts of the others. */
  others: readonly string[];
  alliances: Pick<AlliancesModel, 'onSignal' | 'sendSignal'>;
  /** Stops and starts what this device sends. */
  hold(held: boolean): void;
  memory: (Keep & Pick<Storage, 'removeItem'>) | null;
  random(): string;
  now(): number;
  every(ms: number, run: () => void): () => void;
}): SignsModel {
  const shown = signal<Shown<SignWord>[]>([]);
  const feelings = signal<Shown<Feeling>[]>([]);
  const said = signal<Said | null>(null);
  const feeling = signal<Feeling | null>(null);
  const hidden = signal(deps.memory?.getItem(KEY) === deps.visit);
  const wanted = signal(false);
  const standings = signal<ReadonlyMap<string, Standing>>(new Map());
  let toldMs = Number.NEGATIVE_INFINITY;
  let feltMs = 0;
  if (hidden.peek()) deps.hold(true);

  const send = (sign: Sign) => deps.alliances.sendSignal(deps.alliance, deps.visit, sign);

  function tell(ask: boolean): void {
    toldMs = deps.now();
    // The line is down: it is said again with the next turn, or when the line is back.
    send({
      kind: 'standing',
      hidden: hidden.peek(),
      mirror: wanted.peek(),
      ask,
    }).catch(() => {});
  }

  function hear(from: string, sign: Sign): void {
    const atMs = deps.now();
    switch (sign.kind) {
      case 'sign':
        shown.value = [
          ...without(shown.peek(), from),
          { id: sign.id, from, what: sign.word, atMs },
        ];
        send({ kind: 'sign_answer', to: sign.id, answer: 'shown' }).catch(() => {});
        return;
      case 'sign_answer': {
        const mine = said.peek();
        if (mine === null || mine.id !== sign.to) return;
        const list = sign.answer === 'yes' ? 'yesFrom' : 'shownTo';
        said.value = { ...mine, sent: 'yes', [list]: [...new Set([...mine[list], from])] };
        return;
      }
      case 'feeling':
        feelings.value = without(feelings.peek(), from);
        if (sign.feeling !== null)
          feelings.value = [...feelings.peek(), { id: sign.id, from, what: sign.feeling, atMs }];
        return;
      case 'standing': {
        const { hidden: theirs, mirror } = sign;
        standings.value = new Map(standings.peek()).set(from, {
          hidden: theirs,
          mirror,
          heardMs: atMs,
        });
        if (sign.ask) tell(false);
      }
    }
  }

  function turn(): void {
    const now = deps.now();
    const old = (one: Shown<unknown>, ms: number) => now - one.atMs >= ms;
    if (shown.peek().some((one) => old(one, SIGN_SHOWN_MS)))
      shown.value = shown.peek().filter((one) => !old(one, SIGN_SHOWN_MS));
    if (feelings.peek().some((one) => old(one, FEELING_SHOWN_MS)))
      feelings.value = feelings.peek().filter((one) => !old(one, FEELING_SHOWN_MS));
    const mine = said.peek();
    if (mine !== null && now - mine.atMs >= SIGN_SHOWN_MS) said.value = null;
    if (feeling.peek() !== null && now - feltMs >= FEELING_SHOWN_MS) feeling.value = null;
    const stale = [...standings.peek()].filter(
      ([, one]) => (one.hidden || one.mirror) && now - one.heardMs >= STANDING_HOLDS_MS,
    );
    if (stale.length > 0) {
      const next = new Map(standings.peek());
      for (const [from] of stale) next.delete(from);
      standings.value = next;
    }
    if ((hidden.peek() || wanted.peek()) && now - toldMs >= STANDING_AGAIN_MS) tell(false);
  }

  const stops = [
    deps.every(TURN_MS, turn),
    deps.alliances.onSignal(deps.visit, (from, body) => {
      const sign = parseSign(body);
      if (sign !== null && deps.others.includes(from)) hear(from, sign);
    }),
  ];

  const those = (holds: (one: Standing) => boolean) =>
    [...standings.value].filter(([, one]) => holds(one)).map(([from]) => from);

  return {
    shown,
    feelings,
    said,
    feeling,
    hidden,
    hiddenOthers: computed(() => those((one) => one.hidden)),
    mirror: computed(() => {
      const others = those((one) => one.mirror);
      const all = wanted.value && deps.others.length > 0 && others.length === deps.others.length;
      return { mine: wanted.value, others, all };
    }),
    say(word) {
      const id = deps.random();
      const atMs = deps.now();
      said.value = { id, word, sent: 'going', shownTo: [], yesFrom: [], atMs };
      const went = (sent: 'yes' | 'no') => {
        const mine = said.peek();
        if (mine?.id === id) said.value = { ...mine, sent };
      };
      send({ kind: 'sign', id, word }).then(
        () => went('yes'),
        () => went('no'),
      );
    },
    yes(id) {
      shown.value = shown.peek().filter((one) => one.id !== id);
      send({ kind: 'sign_answer', to: id, answer: 'yes' }).catch(() => {});
    },
    putAway(id) {
      shown.value = shown.peek().filter((one) => one.id !== id);
      feelings.value = feelings.peek().filter((one) => one.id !== id);
    },
    feel(next) {
      feeling.value = next;
      feltMs = deps.now();
      send({ kind: 'feeling', id: deps.random(), feeling: next }).catch(() => {
        // Not shown to anybody, so it must not look as if it were.
        feeling.value = null;
      });
    },
    setHidden(next) {
      if (hidden.peek() === next) return;
      hidden.value = next;
      deps.hold(next);
      try {
        if (next) deps.memory?.setItem(KEY, deps.visit);
        else deps.memory?.removeItem(KEY);
      } catch {
        // Without memory a reload shows the room again; the person sees that at once.
      }
      tell(false);
    },
    setMirror(next) {
      wanted.value = next;
      tell(false);
    },
    arrive: () => tell(true),
    stop() {
      for (const stop of stops) stop();
    },
  };
}

function without<What>(list: readonly Shown<What>[], from: string): Shown<What>[] {
  return list.filter((one) => one.from !== from);
}
