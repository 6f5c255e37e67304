// SPDX-License-Identifier: Apache-2.0
// What a device remembers between visits: one key-value store, IndexedDB in the browser, a map in
// tests. Values may be keys that WebCrypto holds and nobody can read out.

/** Lasting memory of this device. Every call may fail when the browser keeps nothing (private
 * windows, full disk): whoever uses it must work without. */
export interface VaultStorage {
  get(name: string): Promise<unknown>;
  put(name: string, value: unknown): Promise<void>;
  delete(name: string): Promise<void>;
}

/** Forgets when the program ends. */
export function memoryStorage(): VaultStorage {
  const values = new Map<string, unknown>();
  return {
    get: async (name) => values.get(name),
    put: async (name, value) => void values.set(name, value),
    delete: async (name) => void values.delete(name),
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
    work: (store: IDBObjectStore) => IDBRequest<T>,
  ): Promise<T> {
    const database = await open();
    return new Promise((done, fail) => {
      const transaction = database.transaction(STORE, mode);
      const request = work(transaction.objectStore(STORE));
      // Not before the transaction is through: only then has it been written.
      transaction.oncomplete = () => done(request.result);
      transaction.onabort = () => fail(transaction.error);
      transaction.onerror = () => fail(transaction.error);
    });
  }

  return {
    get: (key) => run('readonly', (store) => store.get(key) as IDBRequest<unknown>),
    put: async (key, value) => void (await run('readwrite', (store) => store.put(value, key))),
    delete: async (key) => void (await run('readwrite', (store) => store.delete(key))),
  };
}
