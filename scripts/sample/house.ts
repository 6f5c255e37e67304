// SPDX-License-Identifier: Apache-2.0
// The daemon on the sample's data folder, started once for every moment that is told: its clock stands
// at that moment, so that times are written by the house itself.

import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:net';

const PATIENCE_MS = 15_000;
const ANSWER_MS = 2_000;

/** A house whose clock can be set. */
export class House {
  /** What to add to this machine's clock. */
  offsetMs = 0;
  /** Where it answers. */
  readonly url: string;
  /** The first therapist's link, once the house has printed it: what follows `#`. */
  firstLink: string | null = null;
  private child: ChildProcess | null = null;
  private said = '';

  private constructor(
    private readonly binary: string,
    private readonly data: string,
    private readonly port: number,
  ) {
    this.url = `http://127.0.0.1:${port}`;
  }

  /** A house at a port that is free now; not started yet. */
  static async at(binary: string, data: string): Promise<House> {
    return new House(binary, data, await freePort());
  }

  /** The house's time. */
  now(): number {
    return Date.now() + this.offsetMs;
  }

  /** (Re)starts with the clock at `atMs`, UTC. Throws when it does not answer. */
  async goTo(atMs: number): Promise<void> {
    await this.stop();
    this.offsetMs = Math.round(atMs - Date.now());
    this.said = '';
    const child = spawn(
      this.binary,
      [
        'serve',
        ...['--data', this.data],
        ...['--listen', `127.0.0.1:${this.port}`],
        ...['--clock-offset-ms', String(this.offsetMs)],
        ...['--log', 'warn'],
        ...['--second-factor', 'offered'],
      ],
      { stdio: ['ignore', 'pipe', 'pipe'] },
    );
    this.child = child;
    const hear = (bytes: Buffer) => {
      this.said += bytes;
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    await this.answers(child);
    this.firstLink ??= this.said.match(/\/join#([A-Za-z0-9_-]+)/)?.[1] ?? null;
  }

  /** Waits until everything is written and the program has ended. */
  async stop(): Promise<void> {
    const { child } = this;
    this.child = null;
    if (child === null || child.exitCode !== null) return;
    const gone = new Promise((done) => child.once('exit', done));
    child.kill('SIGTERM');
    await gone;
  }

  private async answers(child: ChildProcess): Promise<void> {
    const until = Date.now() + PATIENCE_MS;
    while (Date.now() < until) {
      if (child.exitCode !== null || child.signalCode !== null) {
        throw new Error(`the daemon ended: ${this.said}`);
      }
      try {
        const signal = AbortSignal.timeout(ANSWER_MS);
        if ((await fetch(`${this.url}/api/hello`, { signal })).ok) return;
      } catch {
        // It is not listening yet.
      }
      await new Promise((done) => setTimeout(done, 10));
    }
    throw new Error(`the daemon does not answer: ${this.said}`);
  }
}

function freePort(): Promise<number> {
  return new Promise((done, fail) => {
    const server = createServer();
    server.once('error', fail);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => done(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
