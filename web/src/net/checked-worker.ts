// SPDX-License-Identifier: Apache-2.0
// A browser takes no hash for a worker, as it does for a script. So the worker's file is fetched and held
// against the hash first, in a way that makes the browser keep it; the start then takes the kept one. What
// is said to the worker until then waits.

type Heard = {
  message: Array<(event: MessageEvent) => void>;
  error: Array<(event: ErrorEvent) => void>;
};

/** As much of a Worker as pages use. Starts by itself; breaks with `error` when it is not as built. */
export class CheckedWorker {
  onmessage: ((event: MessageEvent) => void) | null = null;
  onerror: ((event: ErrorEvent) => void) | null = null;
  #heard: Heard = { message: [], error: [] };
  #worker: Worker | null = null;
  #waiting: unknown[] = [];
  #running: Array<(worker: Worker) => void> = [];

  addEventListener<T extends keyof Heard>(type: T, heard: Heard[T][number]): void {
    (this.#heard[type] as Array<typeof heard>).push(heard);
  }

  /** Kept in order until the worker runs; lost when it never does. */
  postMessage(message: unknown): void {
    if (this.#worker === null) this.#waiting.push(message);
    else this.#worker.postMessage(message);
  }

  /** Calls `run` with the worker itself, for what only takes that; now or once it runs. */
  whenRunning(run: (worker: Worker) => void): void {
    if (this.#worker === null) this.#running.push(run);
    else run(this.#worker);
  }

  /** For `checkedWorker`. */
  run(worker: Worker): void {
    this.#worker = worker;
    for (const run of this.#running.splice(0)) run(worker);
    worker.onmessage = (event) => {
      this.onmessage?.(event);
      for (const heard of this.#heard.message) heard(event);
    };
    worker.onerror = (event) => this.break(event.message);
    for (const message of this.#waiting.splice(0)) worker.postMessage(message);
  }

  /** For `checkedWorker`. */
  break(message: string): void {
    this.#waiting = [];
    const event = Object.assign(new Event('error'), { message }) as ErrorEvent;
    this.onerror?.(event);
    for (const heard of this.#heard.error) heard(event);
  }
}

/** Checks the file at `url`, then starts it. */
export function checkedWorker(url: string, integrity: string, start: () => Worker): CheckedWorker {
  const checked = new CheckedWorker();
  check(url, integrity)
    .then(() => checked.run(start()))
    .catch((error: unknown) => checked.break(String(error)));
  return checked;
}

async function check(url: string, integrity: string): Promise<void> {
  const response = await fetch(url, { integrity, credentials: 'same-origin' });
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  // Without these the browser would not keep it, and the start might bring another file.
  const kept = response.headers.get('cache-control') ?? '';
  const vary = response.headers.get('vary') ?? 'accept-encoding';
  if (
    !/\bimmutable\b/.test(kept) ||
    /no-store|no-cache/.test(kept) ||
    !/^accept-encoding$/i.test(vary)
  )
    throw new Error(`${url} came in a way in which it is not kept`);
  await response.arrayBuffer();
}
