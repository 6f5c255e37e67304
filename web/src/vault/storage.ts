// SPDX-License-Identifier: Apache-2.0
// What a device remembers between visits: one key-value store, IndexedDB in the browser, a map in
// tests. Values may be keys that WebCrypto holds and nobody can read out.

/** Lasting memory of this device. Every call may fail when the browser keeps nothing (private
 * windows, full disk): whoever uses it must work without. */
export interface VaultStorage {
  get(name: string): Promise<unknown>;
  put(name: string, value: unknown): Promise<void>;
  /** All of them or none. */
  putAll(values: ReadonlyArray<readonly [name: string, value: unknown]>): Promise<void>;
  delete(name: string): Promise<void>;
  /** Runs `work` while nobody else on this device, not even another tab, runs under that name. */
  alone<T>(name: string, work: () => Promise<T>): Promise<T>;
}

/** Forgets when the program ends. */
export function memoryStorage(): VaultStorage {
  const values = new Map<string, unknown>();
  return {
    get: async (name) => values.get(name),
    put: async (name, value) => void values.set(name, value),
    putAll: async (all) => {
      for (const [name, value] of all) values.set(name, value);
    },
    delete: async (name) => void values.delete(name),
    alone: oneByOne(),
  };
}

const STORE = 'vault';

/** The browser's own database, named `name`. Opened at the first use. */
export function indexedDbStorage(name: string): VaultStorage {
  let opening: Promise<IDBDatabase> | null = null;

  function open(): Promise<IDBDatabase> {
    opening ??= new Promise((done, fail) => {
      const request = indexedDB.open(name, 1);
      request.onupgradeneeded = () => request.result.createObjectStore(STORE);
      request.onsuccess = () => done(request.result);
      request.onerror = () => fail(request.error);
      request.onblocked = () => fail(new Error('the database is in use'));
    });
    return opening.catch((error: unknown) => {
      opening = null;
      throw error;
    });
  }

  async function run<T>(
    mode: IDBTransactionMode,
    work: (store: IDBObjectStore) => IDBRequest<T> | undefined,
  ): Promise<T | undefined> {
    const database = await open();
    return new Promise((done, fail) => {
      const transaction = database.transaction(STORE, mode);
      const request = work(transaction.objectStore(STORE));
      // Not before the transaction is through: only then has it been written.
      transaction.oncomplete = () => done(request?.result);
      transaction.onabort = () => fail(transaction.error);
      transaction.onerror = () => fail(transaction.error);
    });
  }

  return {
    get: (key) => run('readonly', (store) => store.get(key) as IDBRequest<unknown>),
    put: async (key, value) => void (await run('readwrite', (store) => store.put(value, key))),
    putAll: async (all) => {
      await run('readwrite', (store) => {
        for (const [key, value] of all) store.put(value, key);
        return undefined;
      });
    },
    delete: async (key) => void (await run('readwrite', (store) => store.delete(key))),
    alone: acrossTabs(name),
  };
}

/** The same store, but what it cannot keep is kept in memory: so everything works within one run. */
export function forgiving(storage: VaultStorage): VaultStorage {
  const held = new Map<string, unknown>();
  const putAll: VaultStorage['putAll'] = async (all) => {
    try {
      await storage.putAll(all);
      for (const [name] of all) held.delete(name);
    } catch {
      for (const [name, value] of all) held.set(name, value);
    }
  };
  return {
    get: async (name) =>
      held.has(name) ? held.get(name) : storage.get(name).catch(() => undefined),
    put: (name, value) => putAll([[name, value]]),
    putAll,
    delete: async (name) => {
      held.delete(name);
      await storage.delete(name).catch(() => held.set(name, undefined));
    },
    alone: (name, work) => storage.alone(name, work),
  };
}

/** Turns within one program. */
function oneByOne(): VaultStorage['alone'] {
  const last = new Map<string, Promise<unknown>>();
  return (name, work) => {
    const mine = (last.get(name) ?? Promise.resolve()).then(work);
    last.set(
      name,
      mine.catch(() => undefined),
    );
    return mine;
  };
}

/** Turns among all tabs of a browser; among the calls of this one where it has no locks. */
function acrossTabs(database: string): VaultStorage['alone'] {
  const locks = globalThis.navigator?.locks;
  if (locks === undefined) return oneByOne();
  return async (name, work) => {
    return (await locks.request(`${database}|${name}`, work)) as Awaited<ReturnType<typeof work>>;
  };
}
