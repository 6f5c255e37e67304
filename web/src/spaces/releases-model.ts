// SPDX-License-Identifier: Apache-2.0
// Releases of joint records: who asked, who said yes, and whether this device believes it. The server
// knows the facts; what each of them signed stands in the joint space. Both are needed.

import { type ReadonlySignal, signal } from '@preact/signals';
import type { AlliancesModel } from '../alliances/alliances-model';
import { newId } from '../vault/boxes';
import type { CouplesApi, Release } from './couples-api';
import type { KnownPaper, PapersModel } from './papers-model';

/** State and actions. Actions throw HttpError or VaultError. */
export interface ReleasesModel {
  /** Newest first; null until they were read. */
  readonly releases: ReadonlySignal<readonly Release[] | null>;
  load(): Promise<void>;
  ask(alliance: string, text: string): Promise<void>;
  /** Signed for the others, too, unless I have left. */
  answer(release: Release, yes: boolean): Promise<void>;
  takeBack(release: Release): Promise<void>;
  /** Releases that were given to me for joint spaces I am in, checked against what each has signed. */
  usable(): Promise<Release[]>;
  stop(): void;
}

type ReleasesDeps = {
  api: CouplesApi;
  me: string;
  alliances: Pick<AlliancesModel, 'find' | 'onEvent'>;
  papers: Pick<PapersModel, 'of' | 'load' | 'add'>;
};

/** Makes the model; nothing is asked before `load`. */
export function createReleasesModel({ api, me, alliances, papers }: ReleasesDeps): ReleasesModel {
  const releases = signal<readonly Release[] | null>(null);

  async function load(): Promise<void> {
    releases.value = await api.releases();
  }

  const stop = alliances.onEvent('release', () => {
    if (releases.peek() !== null) void load().catch(() => undefined);
  });

  return {
    releases,
    load,
    stop,
    async ask(alliance, text) {
      const release = newId();
      await api.ask(alliance, release);
      await papers.add(alliance, { kind: 'release_asked', release, text });
      await load();
    },
    async answer({ id, alliance }, yes) {
      // A yes is signed first, a no is told first: half done, neither is a release.
      const sign = async () => {
        if (alliances.find(alliance) === null) return;
        await papers.add(alliance, { kind: 'release_said', release: id, yes });
      };
      if (yes) await sign();
      await api.answer(id, yes);
      if (!yes) await sign();
      await load();
    },
    async takeBack({ id }) {
      await api.takeBack(id);
      await load();
    },
    async usable() {
      await load();
      const mine = (releases.peek() ?? []).filter(
        ({ asker, state, alliance }) =>
          asker === me && state === 'good' && alliances.find(alliance) !== null,
      );
      const found: Release[] = [];
      for (const release of mine) {
        await papers.load(release.alliance);
        const state = papers.of(release.alliance);
        const members = alliances.find(release.alliance)?.members ?? [];
        const known = state.kind === 'ready' ? state.papers : [];
        if (isSigned(release, members, known)) found.push(release);
      }
      return found;
    },
  };
}

/** Whether everybody who is still here has signed a yes as their last word, whatever the server says.
 * Who has left can sign nothing that is read here; for them the server's word stands. */
export function isSigned(
  release: Pick<Release, 'id' | 'asker'>,
  members: ReadonlyArray<{ account: string; role: string; left_ms: number | null }>,
  papers: readonly KnownPaper[],
): boolean {
  return members
    .filter(
      ({ account, role, left_ms }) =>
        role === 'client' && left_ms === null && account !== release.asker,
    )
    .every(({ account }) => {
      const last = papers
        .filter(({ sender }) => sender === account)
        .map(({ paper }) => paper)
        .filter((paper) => paper?.kind === 'release_said' && paper.release === release.id)
        .at(-1);
      return last?.kind === 'release_said' && last.yes;
    });
}
