// SPDX-License-Identifier: Apache-2.0
// coturn as packaging/coturn sets it up, on an address and ports of the test's own.

import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname ?? new URL('.', import.meta.url).pathname, '../..');
const SECRET = 'a secret of the relay and the house';

/** The program; throws where there is none, since a relay nobody tried proves nothing. */
function relayProgram() {
  try {
    return execFileSync('sh', ['-c', 'command -v turnserver'], { encoding: 'utf8' }).trim();
  } catch {
    throw new Error('coturn is not installed: make setup-test, or docs/relay.md');
  }
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((done) => server.once('listening', done));
  const { port } = server.address();
  await new Promise((done) => server.close(done));
  return port;
}

/** Makes the files `key` and `cert` in a folder: an address that vouches for itself. */
export function makeCertificate(folder, address) {
  execFileSync(
    'openssl',
    ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-subj', '/CN=a test', '-days', '1']
      .concat(['-addext', `subjectAltName=IP:${address}`])
      .concat(['-keyout', join(folder, 'key'), '-out', join(folder, 'cert')]),
    { stdio: 'ignore' },
  );
}

/**
 * Starts a relay and waits until it listens. `change` may edit the text of its settings; `within` is
 * a command that runs it somewhere else, such as a network namespace, with `ports` of one's own there.
 * stop() and start() it, and end it with close().
 */
export async function openRelay({
  address = '127.0.0.1',
  change = (text) => text,
  within = [],
  ports,
} = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'rapport-relay-'));
  const file = (name) => join(folder, name);
  const { port, tlsPort } = ports ?? { port: await freePort(), tlsPort: await freePort() };
  makeCertificate(folder, address);
  const template = await readFile(join(root, 'packaging/coturn/turnserver.conf'), 'utf8');
  const settings = template
    .replaceAll('=ADDRESS', `=${address}`)
    .replace('=SECRET', `=${SECRET}`)
    .replace('=NAME', '=relay')
    .replace('/etc/rapport/relay-cert.pem', file('cert'))
    .replace('/etc/rapport/relay-key.pem', file('key'))
    .replace('=/run/rapport-relay/', `=${folder}/`)
    .replace('=/var/lib/rapport-relay/', `=${folder}/`)
    .replace('listening-port=3478', `listening-port=${port}`)
    .replace('tls-listening-port=443', `tls-listening-port=${tlsPort}`)
    .replace('no-stdout-log\nlog-file=/dev/null', 'log-file=stdout');
  await writeFile(file('conf'), change(settings), { mode: 0o600 });
  const relay = { address, port, tlsPort, secret: SECRET, log: '' };
  const words = [...within, relayProgram(), '-c', file('conf')];
  let child;

  /** Starts it and waits until it listens. */
  relay.start = async () => {
    let said = '';
    child = spawn(words[0], words.slice(1), { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
    for (const pipe of [child.stdout, child.stderr])
      pipe.on('data', (bytes) => {
        said += bytes;
        relay.log += bytes;
      });
    const ask = [...within, 'bash', '-c', `: </dev/tcp/${address}/${port}`];
    const listens = () => spawnSync(ask[0], ask.slice(1), { stdio: 'ignore' }).status === 0;
    for (let tries = 0; !listens(); tries++) {
      if (tries === 100 || child.exitCode !== null) {
        child.kill();
        throw new Error(`no relay: ${said}`);
      }
      await new Promise((done) => setTimeout(done, 100));
    }
  };

  relay.stop = async (signal = 'SIGTERM') => {
    const gone = new Promise((done) => child.once('exit', done));
    child.kill(signal);
    await gone;
  };

  /** A pass as the house makes it; `seconds` below 0: one that ran out. */
  relay.pass = (seconds = 600, secret = SECRET) => {
    const username = `${Math.floor(Date.now() / 1000) + seconds}:AAAAAAAAAAAAAAAAAAAA`;
    return { username, credential: createHmac('sha1', secret).update(username).digest('base64') };
  };
  relay.close = async () => {
    await relay.stop();
    await rm(folder, { recursive: true, force: true });
  };
  await relay.start();
  return relay;
}
