// SPDX-License-Identifier: Apache-2.0
// Sealed messages on their way to the server. Each stays in this device's outbox until the server has it,
// and goes out again after a reload, and sealed anew when somebody left meanwhile.

import { HttpError } from '../net/http';
import type { Live } from '../net/live';
import { t } from '../ui/text';
import { type ThreadPlace, type Vault, VaultError, type Waiting } from '../vault/vault';

/** A message that may go out, or `held` says why not. */
export type Ready = Pick<Waiting, 'id' | 'to' | 'sealed' | 'epoch' | 'held'> & {
  type: ThreadPlace['type'];
};

/** The ways of one signed-in person's messages. */
export interface Deliveries {
  /** The server's number once durable; rejects when the server says no. The same message goes out once a
   * run, however often it is asked for; a second time after a no. */
  deliver(one: Ready): Promise<number>;
  /** What an earlier run of this device could not send: all of it is being sent now. */
  sendWaiting(): Promise<Waiting[]>;
}

/** `learn` looks again who is in the alliances; `knows` says whether one is among them. */
export function createDeliveries(deps: {
  vault: Pick<Vault, 'waiting' | 'posted'>;
  send: Live['send'];
  learn(): Promise<void>;
  knows(alliance: string): boolean;
}): Deliveries {
  const { vault } = deps;
  /** Message id → its way to the server. */
  const ways = new Map<string, Promise<number>>();

  /** When somebody left meanwhile, the message is sealed anew for those who stay, and goes out then. */
  async function push(one: Ready): Promise<number> {
    const { id, type, to, sealed, epoch, held } = one;
    if (held !== null) throw new VaultError('old_epoch', t(held));
    try {
      return await deps.send({ ...to, id, type, sealed, epoch });
    } catch (error) {
      if (!(error instanceof HttpError) || error.code !== 'conflict') throw error;
      await deps.learn();
      const again = (await vault.waiting()).find((item) => item.id === id);
      if (again === undefined || (again.sealed === sealed && again.held === null)) throw error;
      return push({ ...again, type });
    }
  }

  function deliver(one: Ready): Promise<number> {
    const { id } = one;
    const before = ways.get(id);
    if (before !== undefined) return before;
    const way = push(one)
      .then(async (seq) => {
        await vault.posted(id, seq);
        return seq;
      })
      .finally(() => ways.delete(id));
    ways.set(id, way);
    way.catch(() => undefined); // whoever waits for it hears; it stays in the outbox anyway
    return way;
  }

  return {
    deliver,
    async sendWaiting() {
      const items = (await vault.waiting()).filter((item) => deps.knows(item.to.alliance));
      for (const item of items) void deliver({ ...item, type: item.place.type });
      return items;
    },
  };
}
