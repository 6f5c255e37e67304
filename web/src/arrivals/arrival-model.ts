// SPDX-License-Identifier: Apache-2.0
// What a client says before one session: written here, shared part by part, or not at all. What is
// not shared stays in this page's memory.

import { type ReadonlySignal, signal } from '@preact/signals';
import type { AlliancesModel } from '../alliances/alliances-model';
import { HttpError } from '../net/http';
import {
  type Arrival,
  type ArrivalDraft,
  type ArrivalShares,
  type DeviceAdvice,
  EMPTY_DRAFT,
  isUnanswered,
  readArrival,
  readPlace,
  sharedOf,
} from './arrival';
import type { ArrivalsApi } from './arrivals-api';

/** Where sharing stands. */
export type ShareState = 'none' | 'sending' | 'shared' | 'failed';

/** Of one client, with who it is from. */
export type TheirArrival = { account: string; arrival: Arrival };

/** State and actions before one session. */
export interface ArrivalModel {
  readonly draft: ReadonlySignal<ArrivalDraft>;
  readonly shares: ReadonlySignal<ArrivalShares>;
  readonly state: ReadonlySignal<ShareState>;
  /** This device keeps the place for the next time. */
  readonly remembers: ReadonlySignal<boolean>;
  /** For the therapist: what clients shared. */
  readonly theirs: ReadonlySignal<TheirArrival[]>;
  load(): Promise<void>;
  write(change: Partial<ArrivalDraft>): void;
  choose(change: Partial<ArrivalShares>): void;
  remember(on: boolean): void;
  share(): Promise<void>;
  /** What the check of this device came to, for the therapist; nothing else goes along. */
  tellDevice(advice: DeviceAdvice): Promise<void>;
  stop(): void;
}

const PLACE = 'arrival place';

/** Makes the model of one visit. `spaceOf` is the conversation a client has with the therapist alone. */
export function createArrivalModel(deps: {
  visit: string;
  me: string;
  role: 'client' | 'therapist';
  spaceOf(client: string): string | null;
  api: ArrivalsApi;
  alliances: Pick<AlliancesModel, 'seal' | 'unseal' | 'onEvent' | 'keepLocal' | 'keptLocal'>;
}): ArrivalModel {
  const { visit, me, role, api, alliances } = deps;
  const draft = signal<ArrivalDraft>(EMPTY_DRAFT);
  const shares = signal<ArrivalShares>({ place: true, coming: false, worthwhile: false });
  const state = signal<ShareState>('none');
  const remembers = signal(false);
  const theirs = signal<TheirArrival[]>([]);
  let revision = 0;
  /** What the therapist has of me now. */
  let sent: Arrival = { place: null, coming: null, worthwhile: null, device: null };
  /** One after the other, so that none overtakes the revision of another. */
  let queue: Promise<void> = Promise.resolve();
  let asked = 0;

  async function read(): Promise<TheirArrival[]> {
    const found: TheirArrival[] = [];
    for (const { account, sealed, revision: at } of await api.list(visit)) {
      if (account === me) revision = at;
      const space = deps.spaceOf(account);
      if (space === null) continue;
      const opened = await alliances.unseal(space, 'arrival', visit, account, sealed);
      if (opened.kind === 'opened') found.push({ account, arrival: readArrival(opened.body) });
    }
    return found;
  }

  async function loadTheirs(): Promise<void> {
    const turn = ++asked;
    const found = await read().catch(() => null);
    if (found === null || turn !== asked) return;
    theirs.value = found.filter(({ arrival }) => !isUnanswered(arrival) || arrival.device !== null);
  }

  /** What was shared from here, or from another device; else the place this device remembers. */
  async function loadMine(): Promise<void> {
    const mine = (await read().catch(() => [])).find(({ account }) => account === me)?.arrival;
    const kept = await alliances.keptLocal(PLACE).catch(() => null);
    const place = kept === null ? null : readPlace(parsed(kept));
    remembers.value = place !== null;
    if (mine !== undefined) sent = mine;
    if (draft.peek() !== EMPTY_DRAFT) return;
    if (mine !== undefined) {
      draft.value = {
        place: mine.place ?? place ?? EMPTY_DRAFT.place,
        coming: mine.coming ?? EMPTY_DRAFT.coming,
        worthwhile: mine.worthwhile ?? '',
      };
      shares.value = {
        place: true,
        coming: mine.coming !== null,
        worthwhile: mine.worthwhile !== null,
      };
      state.value = isUnanswered(mine) ? 'none' : 'shared';
    } else if (place !== null) draft.value = { ...EMPTY_DRAFT, place };
  }

  function send(space: string, change: Partial<Arrival>): Promise<void> {
    const put = async () => {
      const body = { ...sent, ...change };
      const { sealed } = await alliances.seal(space, 'arrival', visit, body);
      await api.put(visit, revision + 1, sealed);
      revision++;
      sent = body;
    };
    const done = queue.then(put).catch(async (error: unknown) => {
      // Another device of mine was here meanwhile: mine is newer.
      if (!(error instanceof HttpError) || error.status !== 409) throw error;
      await read();
      await put();
    });
    queue = done.catch(() => undefined);
    return done;
  }

  const stop =
    role === 'therapist'
      ? alliances.onEvent('arrival', (_alliance, event) => {
          if (event.object === visit) void loadTheirs();
        })
      : () => {};

  return {
    draft,
    shares,
    state,
    remembers,
    theirs,
    load: role === 'therapist' ? loadTheirs : loadMine,
    write(change) {
      draft.value = { ...draft.value, ...change };
      if (state.value === 'shared') state.value = 'none';
    },
    choose(change) {
      shares.value = { ...shares.value, ...change };
      if (state.value === 'shared') state.value = 'none';
    },
    remember(on) {
      remembers.value = on;
      if (!on) void alliances.keepLocal(PLACE, null).catch(() => undefined);
    },
    async share() {
      const space = deps.spaceOf(me);
      if (space === null || state.peek() === 'sending') return;
      state.value = 'sending';
      try {
        await send(space, sharedOf(draft.peek(), shares.peek()));
        if (remembers.peek()) {
          const place = JSON.stringify(draft.peek().place);
          await alliances.keepLocal(PLACE, place).catch(() => undefined);
        }
        state.value = 'shared';
      } catch {
        state.value = 'failed';
      }
    },
    async tellDevice(device) {
      const space = deps.spaceOf(me);
      // The therapist does without: the person was told here.
      if (space !== null && sent.device !== device)
        await send(space, { device }).catch(() => undefined);
    },
    stop,
  };
}

function parsed(kept: string): unknown {
  try {
    return JSON.parse(kept);
  } catch {
    return null;
  }
}
