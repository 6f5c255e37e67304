// SPDX-License-Identifier: Apache-2.0
// Watches the house's logs: that they only grow, that everybody's key stands in the log of keys, and
// that the others see the same logs. The vault judges; this fetches what it takes.

import { type ReadonlySignal, signal } from '@preact/signals';
import { HttpError } from '../net/http';
import type { LogName } from '../vault/log-head';
import type { Heads, LogsDoubt, MemberKey, Vault } from '../vault/vault';
import type { LogsApi } from './logs-api';

/** State and actions. */
export interface LogsModel {
  /** Set when this device no longer believes what the server shows. */
  readonly doubt: ReadonlySignal<LogsDoubt | null>;
  /** Looks at everything once. One at a time; what is asked meanwhile is done once more. */
  check(): Promise<void>;
  /** People have compared the safety words in a call. */
  trustAgain(): Promise<void>;
  /** They did so with these: what was doubted about their keys is settled. */
  compared(accounts: readonly string[]): Promise<void>;
}

/** What somebody signed, inside a message. */
export type HeadsSeen = { sender: string; at_ms: number; heads: Heads };

/** What the model stands on. */
export type LogsDeps = {
  api: LogsApi;
  vault: Pick<
    Vault,
    'logs' | 'growLog' | 'proveKey' | 'compareHead' | 'doubtLogs' | 'trustLogsAgain'
  >;
  /** Everybody in my alliances, me too, with the key the server gives for them. */
  members: () => Array<Pick<MemberKey, 'account' | 'public_key' | 'former_keys'>>;
  /** Reads the members again. */
  again: () => Promise<void>;
  /** The heads that came inside messages since this was last asked. */
  seen: () => Promise<HeadsSeen[]>;
};

type Key = ReturnType<LogsDeps['members']>[number];

const LOGS = ['keys', 'audit'] as const;
const TRIES = 3;

/** These say nothing about the logs: no line, not signed in, too often, no room. */
const PASSING = new Set([0, 401, 429, 502, 503, 504, 507]);

/** Makes the model. */
export function createLogsModel(deps: LogsDeps): LogsModel {
  const { api, vault } = deps;
  const doubt = signal<LogsDoubt | null>(null);
  /** What could not be compared yet, because the line went down. */
  let owed: HeadsSeen[] = [];
  /** Whose keys were not shown the last time: somebody may just have left. */
  const missed = new Set<string>();
  /** Account → what was proved: with so many entries in the log, this key. */
  const proved = new Map<string, string>();
  let running: Promise<void> | null = null;
  let again = false;

  /** What the server answers, or null when it says no to something it must be able to show. */
  async function shown<T>(ask: Promise<T>): Promise<T | null> {
    try {
      return await ask;
    } catch (error) {
      if (error instanceof HttpError && !PASSING.has(error.status)) return null;
      throw error;
    }
  }

  async function grow(log: LogName): Promise<void> {
    for (let tries = 0; tries < TRIES; tries++) {
      const from = (await vault.logs())[log];
      const head = await api.head(log);
      if (head === null && from === 0) return;
      if (head === null) return vault.doubtLogs({ why: 'shortened', log, about: null });
      const proof =
        head.size > from && from > 0 ? await shown(api.growth(log, from, head.size)) : [];
      if (proof === null) return vault.doubtLogs({ why: 'rewritten', log, about: null });
      if ((await vault.growLog({ log, from, head, proof })) !== 'again') return;
    }
  }

  async function proveKey(key: Key, reread = false): Promise<void> {
    const { account, public_key, former_keys = [] } = key;
    for (let tries = 0; tries < TRIES; tries++) {
      const { keys, doubt: doubted } = await vault.logs();
      const print = `${keys}|${public_key}`;
      if (doubted !== null || proved.get(account) === print) return;
      const found = await shown(api.keysOf(account));
      if (found === null || found.head === null) {
        if (missed.has(account)) break;
        missed.add(account);
        return;
      }
      missed.delete(account);
      const { entries, head } = found;
      const answer = await vault.proveKey({
        account,
        public_key,
        former_keys,
        entries,
        head,
      });
      if (answer === 'fine') proved.set(account, print);
      if (answer === 'behind' && !reread) {
        // They got a new key after the members were read.
        await deps.again();
        const now = deps.members().find((one) => one.account === account);
        return now && proveKey(now, true);
      }
      if (answer === 'behind') break;
      if (answer !== 'again') return;
      await grow('keys');
    }
    await vault.doubtLogs({ why: 'unlogged', log: 'keys', about: account });
  }

  async function compare({ sender, at_ms, heads }: HeadsSeen, log: LogName): Promise<void> {
    const head = heads[log];
    for (let tries = 0; tries < TRIES; tries++) {
      if (head.size > (await vault.logs())[log]) await grow(log);
      const to = (await vault.logs())[log];
      const behind = head.size > to; // the server hides what they have seen
      const proof =
        behind || head.size === to || head.size === 0
          ? []
          : await shown(api.growth(log, head.size, to));
      if (proof === null) break;
      const answer = await vault.compareHead({ sender, at_ms, log, head, to, proof });
      if (answer !== 'again') return;
      if (behind) break;
    }
    await vault.doubtLogs({ why: 'split', log, about: sender });
  }

  async function look(): Promise<void> {
    owed = [...owed, ...(await deps.seen())];
    for (const log of LOGS) await grow(log);
    const keys = new Map(deps.members().map((one) => [one.account, one]));
    for (const key of keys.values()) await proveKey(key);
    for (let one = owed[0]; one !== undefined; one = owed[0]) {
      for (const log of LOGS) await compare(one, log);
      owed.shift();
    }
  }

  function check(): Promise<void> {
    if (running !== null) {
      again = true;
      return running;
    }
    running = (async () => {
      do {
        again = false;
        // Without a line nothing is learned; next time.
        await look().catch(() => undefined);
        doubt.value = await vault.logs().then(
          (state) => state.doubt,
          () => null,
        );
      } while (again);
    })().finally(() => {
      running = null;
    });
    return running;
  }

  async function trustAgain(): Promise<void> {
    owed = [];
    proved.clear();
    await vault.trustLogsAgain();
    await check();
  }

  return {
    doubt,
    check,
    trustAgain,
    async compared(accounts) {
      const doubted = (await vault.logs()).doubt;
      // The words come from the keys: of who opened records they say nothing.
      if (doubted?.log !== 'keys' || doubted.about === null) return;
      if (accounts.includes(doubted.about)) await trustAgain();
    },
  };
}
