// SPDX-License-Identifier: Apache-2.0
// What the server may know of a couple's agreements: that somebody agreed or released, never a word.

import type { Http } from '../net/http';
import { fields, list, oneOf, orNull, text, truth, whole } from '../net/read';

/** Where the release of a joint record stands. */
export type ReleaseState = 'waiting' | 'declined' | 'good' | 'over' | 'used';

/** Somebody asked to take the joint record away. */
export type Release = {
  id: string;
  alliance: string;
  asker: string;
  /** The asker's name. */
  name: string;
  at_ms: number;
  state: ReleaseState;
  until_ms: number | null;
  /** Of those whose word is needed, besides the asker. */
  answers: Array<{ account: string; yes: boolean | null }>;
};

/** The calls. All throw HttpError for a no, TypeError for an answer out of shape. */
export interface CouplesApi {
  namePolicy(alliance: string, message: string): Promise<void>;
  agree(alliance: string, message: string, revision: number): Promise<void>;
  /** Newest first. */
  releases(): Promise<Release[]>;
  ask(alliance: string, id: string): Promise<void>;
  answer(release: string, yes: boolean): Promise<void>;
  takeBack(release: string): Promise<void>;
}

/** Puts the calls on top of `http`. */
export function createCouplesApi(http: Http): CouplesApi {
  const at = (alliance: string) => `/api/alliances/${encodeURIComponent(alliance)}`;
  const of = (release: string) => `/api/releases/${encodeURIComponent(release)}`;
  return {
    namePolicy: async (alliance, message) =>
      void (await http.put(`${at(alliance)}/policy`, { message })),
    agree: async (alliance, message, revision) =>
      void (await http.post(`${at(alliance)}/policy/agreement`, { message, revision })),
    releases: async () =>
      list(fields(await http.get('/api/releases'), 'answer'), 'releases').map(readRelease),
    ask: async (alliance, id) => void (await http.post(`${at(alliance)}/releases`, { id })),
    answer: async (release, yes) => void (await http.post(`${of(release)}/answer`, { yes })),
    takeBack: async (release) => void (await http.delete(of(release))),
  };
}

const STATES: readonly ReleaseState[] = ['waiting', 'declined', 'good', 'over', 'used'];

function readRelease(value: unknown): Release {
  const from = fields(value, 'release');
  return {
    id: text(from, 'id'),
    alliance: text(from, 'alliance'),
    asker: text(from, 'asker'),
    name: text(from, 'name'),
    at_ms: whole(from, 'at_ms'),
    state: oneOf(from, 'state', STATES),
    until_ms: orNull(from, 'until_ms', whole),
    answers: list(from, 'answers').map((one) => {
      const answer = fields(one, 'answer');
      return { account: text(answer, 'account'), yes: orNull(answer, 'yes', truth) };
    }),
  };
}
