// SPDX-License-Identifier: Apache-2.0
// Can you still get in? Which ways lead into an account, and when it is time to try the spare one.

import type { Me } from './account';

/** The ways into the box, and what keeps others out. */
export type WaysIn = {
  /** When the recovery code was last typed back; null: never. */
  recoveryMs: number | null;
  /** Passkeys that open the box by themselves. */
  openingPasskeys: number;
  /** Second steps: an app, or a passkey of any kind. */
  app: boolean;
  passkeys: number;
};

const DAY_MS = 86_400_000;
/** The first rehearsal comes soon, while it can still be mended. */
const FIRST_MS = 30 * DAY_MS;
const YEAR_MS = 365 * DAY_MS;
/** So long "not now" holds. */
export const REST_MS = 14 * DAY_MS;

/** The ways of `me`. */
export function waysIn(me: Me): WaysIn {
  const recovery = me.slots.find((slot) => slot.kind === 'recovery');
  return {
    recoveryMs: recovery?.proved_ms ?? null,
    openingPasskeys: me.passkeys.filter((passkey) => passkey.wrapped !== null).length,
    app: me.totp_ms !== null,
    passkeys: me.passkeys.length,
  };
}

/** Two ways that work: the pass phrase, and a recovery code that was typed back or a passkey that
 * opens. Without a second one a lost phrase would take what is written with it. */
export function hasTwoWays(me: Me): boolean {
  const { recoveryMs, openingPasskeys } = waysIn(me);
  return recoveryMs !== null || openingPasskeys > 0;
}

/** When the spare way was last seen to work; null: never. */
export function rehearsedMs(me: Me): number | null {
  const used = me.passkeys.flatMap((one) =>
    one.wrapped === null || one.used_ms === null ? [] : [one.used_ms],
  );
  const all = [waysIn(me).recoveryMs ?? 0, ...used];
  const newest = Math.max(...all);
  return newest === 0 ? null : newest;
}

/** True when it is time to try the spare way: 30 days after the beginning, then every year. Somebody
 * who never proved the code is asked for that elsewhere, and not here. */
export function rehearsalIsDue(me: Me, nowMs: number, restedUntilMs: number): boolean {
  const last = rehearsedMs(me);
  if (last === null || nowMs < restedUntilMs) return false;
  const isFirst = last < me.created_ms + FIRST_MS;
  return nowMs >= (isFirst ? me.created_ms + FIRST_MS : last + YEAR_MS);
}

const KEY = 'rapport-rehearsal';

/** Until when "not now" holds on this device. */
export function restedUntil(shelf: Storage): number {
  const value = Number(shelf.getItem(KEY));
  return Number.isFinite(value) ? value : 0;
}

/** "Not now." */
export function restRehearsal(shelf: Storage, nowMs: number): void {
  try {
    shelf.setItem(KEY, String(nowMs + REST_MS));
  } catch {
    // A browser that keeps nothing asks again next time.
  }
}
