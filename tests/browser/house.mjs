// SPDX-License-Identifier: Apache-2.0
// A real daemon on a fresh data folder, for browser tests and pictures. Stops with close().

import { spawn, spawnSync } from 'node:child_process';
import { createReadStream } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { openRecorder } from './recorder.mjs';
import { heldBy, holds } from './traces.mjs';

const root = resolve(import.meta.dirname ?? new URL('.', import.meta.url).pathname, '../..');

/** Where the daemon was built. */
export const binary = resolve(root, process.env.BUILD ?? 'build', 'rapport');

/**
 * Starts the daemon and waits until it answers.
 * `record`: browsers reach it over a wire that keeps what passes, for `trafficHolds`.
 * `within`: the words of a command that runs it somewhere else, such as a network namespace, where it
 * has `address`.
 * @param {{data?: string, args?: string[], second?: string, record?: boolean, address?: string,
 *          port?: number, within?: string[]}} options
 */
export async function openHouse(options = {}) {
  const { data, args = [], second = 'offered', record = false, address = '127.0.0.1' } = options;
  const folder = data ?? (await mkdtemp(join(tmpdir(), 'rapport-house-')));
  const more = ['--second-factor', second];
  const house = { folder, log: '', link: null, url: '', child: null, env: {} };
  const recorder = record ? await openRecorder(() => house.port) : null;

  house.start = async (port = 0) => {
    const listen = `${address}:${port}`;
    const [program, ...words] = [...(options.within ?? []), binary, 'serve', '--listen', listen];
    const child = spawn(program, [...words, '--data', folder, ...more, ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { RAPPORT_SANDBOX: 'strict', ...process.env, ...house.env },
    });
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
        const name = address === '127.0.0.1' ? 'localhost' : address;
        house.url = `http://${name}:${recorder?.port ?? port[1]}`;
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
        else if (holds(await readFile(full), marker)) found.push(entry.name);
      }
    };
    await walk(folder);
    if (holds(Buffer.from(house.log), marker)) found.push('log');
    return found;
  };

  /**
   * Which of the markers a core of the running daemon holds; null when the daemon let nobody take
   * one, as it should whoever is not root.
   */
  house.coreHolds = async (markers) => {
    const place = await mkdtemp(join(tmpdir(), 'rapport-core-'));
    try {
      const { pid } = house.child;
      const made = spawnSync('gcore', ['-o', join(place, 'core'), String(pid)], {
        timeout: 60_000,
      });
      if (made.error) throw new Error(`gcore (Debian package gdb): ${made.error.message}`);
      if (made.status !== 0) return null;
      return await heldBy(createReadStream(join(place, `core.${pid}`)), markers);
    } finally {
      await rm(place, { recursive: true, force: true });
    }
  };

  /** Which of the markers went over the wire to or from a browser. */
  house.trafficHolds = (markers) => {
    const runs = recorder.runs();
    return markers.filter((marker) => runs.some((run) => holds(run, marker)));
  };

  /**
   * Every place at the daemon that holds one of the markers: a file, the log, a core of its memory,
   * the wire. `unsealed` is something it knows and must be found in all of them, since a search
   * that finds nothing proves nothing.
   * @param {string[]} markers
   * @param {string} unsealed
   */
  house.leaks = async (markers, unsealed) => {
    const all = [...markers, unsealed];
    const found = [];
    const look = (place, held) => {
      if (!held.includes(unsealed)) throw new Error(`${place}: nothing can be found there`);
      for (const one of held) if (one !== unsealed) found.push(`${place}: ${one}`);
    };
    const inFiles = [];
    for (const one of all) if ((await house.filesWith(one)).length > 0) inFiles.push(one);
    look('files', inFiles);
    if (recorder) look('wire', house.trafficHolds(all));
    const core = await house.coreHolds(all);
    if (core) look('core', core);
    // Only root can look; to all others the daemon is shut (PR_SET_DUMPABLE).
    else if (process.getuid() === 0) throw new Error('core: none could be taken');
    return found;
  };

  house.close = async () => {
    await house.stop();
    await recorder?.close();
    if (!data) await rm(folder, { recursive: true, force: true });
  };

  await house.start(options.port);
  return house;
}
