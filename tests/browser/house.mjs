// SPDX-License-Identifier: Apache-2.0
// A real daemon on a fresh data folder, for browser tests and pictures. Stops with close().

import { spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname ?? new URL('.', import.meta.url).pathname, '../..');

/** Where the daemon was built. */
export const binary = resolve(root, process.env.BUILD ?? 'build', 'rapport');

/**
 * Starts the daemon and waits until it answers.
 * @param {{data?: string, args?: string[], second?: string}} options
 */
export async function openHouse({ data, args = [], second = 'offered' } = {}) {
  const folder = data ?? (await mkdtemp(join(tmpdir(), 'rapport-house-')));
  const more = ['--second-factor', second];
  const house = { folder, log: '', link: null, url: '', child: null };

  house.start = async (port = 0) => {
    const child = spawn(
      binary,
      ['serve', '--data', folder, '--listen', `127.0.0.1:${port}`, ...more, ...args],
      { stdio: ['ignore', 'pipe', 'pipe'], env: { RAPPORT_SANDBOX: 'strict', ...process.env } },
    );
    house.child = child;
    let said = '';
    await new Promise((done, fail) => {
      const timer = setTimeout(() => fail(new Error(`the daemon is silent: ${house.log}`)), 15000);
      const hear = () => {
        const port = said.match(/"event":"listening".*?"port":"(\d+)"/);
        const link = said.match(/\/join#([A-Za-z0-9_-]+)/);
        if (link) house.link = link[0];
        if (!port || (house.link === null && data === undefined)) return;
        house.port = Number(port[1]);
        house.url = `http://localhost:${port[1]}`;
        clearTimeout(timer);
        done();
      };
      child.once('exit', (code) => fail(new Error(`the daemon ended (${code}): ${house.log}`)));
      child.stdout.on('data', (bytes) => {
        said += bytes;
        hear();
      });
      child.stderr.on('data', (bytes) => {
        house.log += bytes;
        said += bytes;
        hear();
      });
    });
    child.removeAllListeners('exit');
  };

  house.stop = async (signal = 'SIGTERM') => {
    const { child } = house;
    if (!child || child.exitCode !== null) return;
    const gone = new Promise((done) => child.once('exit', done));
    child.kill(signal);
    await gone;
  };

  house.restart = async (signal = 'SIGTERM') => {
    await house.stop(signal);
    await house.start(house.port);
  };

  /** Every file of the data folder that holds the marker; the log counts as one. */
  house.filesWith = async (marker) => {
    const found = [];
    const walk = async (path) => {
      for (const entry of await readdir(path, { withFileTypes: true })) {
        const full = join(path, entry.name);
        if (entry.isDirectory()) await walk(full);
        else if ((await readFile(full)).includes(marker)) found.push(entry.name);
      }
    };
    await walk(folder);
    if (house.log.includes(marker)) found.push('log');
    return found;
  };

  /** True when the daemon's own memory holds the marker (Linux, same user). */
  house.memoryHolds = async (marker) => {
    const { open } = await import('node:fs/promises');
    const maps = await readFile(`/proc/${house.child.pid}/maps`, 'utf8');
    const memory = await open(`/proc/${house.child.pid}/mem`, 'r');
    const wanted = Buffer.from(marker);
    try {
      for (const line of maps.split('\n')) {
        const range = line.match(/^([0-9a-f]+)-([0-9a-f]+) r/);
        if (!range || line.includes('[v')) continue;
        let from = Number.parseInt(range[1], 16);
        const to = Number.parseInt(range[2], 16);
        while (from < to) {
          const size = Math.min(to - from, 1 << 24);
          const bytes = Buffer.alloc(size);
          const got = await memory.read(bytes, 0, size, from).catch(() => ({ bytesRead: 0 }));
          if (got.bytesRead === 0) break;
          if (bytes.subarray(0, got.bytesRead).includes(wanted)) return true;
          from += Math.max(
            1,
            got.bytesRead - (got.bytesRead === size && from + size < to ? wanted.length : 0),
          );
        }
      }
      return false;
    } finally {
      await memory.close();
    }
  };

  house.close = async () => {
    await house.stop();
    if (!data) await rm(folder, { recursive: true, force: true });
  };

  await house.start();
  return house;
}
