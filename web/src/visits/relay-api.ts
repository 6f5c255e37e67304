// SPDX-License-Identifier: Apache-2.0
// Passes for the relay: short-lived, fetched before they are needed and again before they run out.

import type { Http } from '../net/http';
import { fields, list, text, whole } from '../net/read';

/** What a connection needs to find the relay; no servers when the house has none. */
export type RelayPass = { iceServers: RTCIceServer[]; untilMs: number };

/** A pass that has less than this left is fetched anew. */
export const RENEW_BEFORE_MS = 30 * 60_000;
/** After a failed try, no other one for this long. */
export const AGAIN_MS = 10_000;

/** Reads `{ice_servers, until_ms}`. Throws TypeError naming the first field that is not as agreed. */
export function parseRelayPass(value: unknown): RelayPass {
  const from = fields(value, 'relay');
  return {
    iceServers: list(from, 'ice_servers').map((one) => {
      const server = fields(one, 'ice_servers');
      const urls = list(server, 'urls').map((url) => {
        if (typeof url !== 'string' || !/^(stun|turns?):/.test(url)) throw new TypeError('urls');
        return url;
      });
      return { urls, username: text(server, 'username'), credential: text(server, 'credential') };
    }),
    untilMs: whole(from, 'until_ms'),
  };
}

/** The one call. Throws HttpError for a no, TypeError for an answer out of shape. */
export async function fetchRelayPass(http: Http, visit: string): Promise<RelayPass> {
  return parseRelayPass(await http.get(`/api/visits/${encodeURIComponent(visit)}/relay`));
}

/** The pass of one session, kept good. */
export interface RelayKeeper {
  /**
   * What is known now, for a connection that must not wait; asks for more by itself when that runs
   * out soon. Empty while nothing is known: the call then tries the direct way.
   */
  servers(): RTCIceServer[];
  /** Waits for the running or a fresh try; never rejects. */
  ready(): Promise<RTCIceServer[]>;
}

/** Makes the keeper; `now` is the server's time in UTC ms. */
export function createRelayKeeper(deps: {
  fetch(): Promise<RelayPass>;
  now(): number;
}): RelayKeeper {
  let pass: RelayPass | null = null;
  let running: Promise<void> | null = null;
  let triedMs = Number.NEGATIVE_INFINITY;

  function isGood(): boolean {
    return pass !== null && pass.untilMs > deps.now();
  }
  function isDue(): boolean {
    return pass === null || pass.untilMs - deps.now() < RENEW_BEFORE_MS;
  }
  function fetchOnce(): Promise<void> {
    triedMs = deps.now();
    running ??= deps
      .fetch()
      .then((fresh) => {
        pass = fresh;
      })
      .catch(() => {}) // The direct way may still do, and the next connection asks again.
      .finally(() => {
        running = null;
      });
    return running;
  }
  function known(): RTCIceServer[] {
    return isGood() && pass !== null ? pass.iceServers : [];
  }

  return {
    servers() {
      if (isDue() && running === null && deps.now() - triedMs >= AGAIN_MS) void fetchOnce();
      return known();
    },
    async ready() {
      if (isDue()) await fetchOnce();
      return known();
    },
  };
}
