// SPDX-License-Identifier: Apache-2.0
// A small internet in network namespaces: a place with a public address where the house and its relay
// stand, and two households, each behind a gate that hides it (NAT) and forbids what it is told to.
// Root only. Nothing of it touches the network of the machine.

import { execFileSync, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openHouse } from '../browser/house.mjs';
import { makeCertificate, openRelay } from './relay.mjs';

/** Addresses nobody has (RFC 5737), so that the relay takes them for public ones. */
const HOUSE = '192.0.2.1';
const RELAY = '192.0.2.2';
const HTTPS = 443;

/** False for whoever may not make namespaces. */
export const isRoot = process.getuid() === 0;

const run = (...words) => execFileSync(words[0], words.slice(1), { encoding: 'utf8' });

/** One namespace; `within` are the words that run a command in it. */
function openSpace(name) {
  run('ip', 'netns', 'add', name);
  const within = ['ip', 'netns', 'exec', name];
  const ip = (words) => run('ip', '-n', name, ...words.split(' '));
  ip('link set lo up');
  return {
    name,
    within,
    ip,
    run: (words) => run(...within, ...words.split(' ')),
    close: () => run('ip', 'netns', 'del', name),
  };
}

/** A cable between two namespaces, its ends named. */
const cable = (a, nameA, b, nameB) =>
  run('ip', 'link', 'add', nameA, 'netns', a.name, 'type', 'veth', 'peer', nameB, 'netns', b.name);

/** Begins a program in a namespace; `spoke` waits for its first word, `end` until it is gone. */
function begin(space, ...words) {
  const [program, ...more] = [...space.within, ...words];
  const child = spawn(program, more, { stdio: ['ignore', 'pipe', 'pipe'] });
  const spoke = new Promise((done, fail) => {
    for (const pipe of [child.stdout, child.stderr]) pipe.once('data', done);
    child.once('exit', () => fail(new Error(`${words[0]} ended`)));
  });
  const gone = new Promise((done) => child.once('exit', done));
  const end = (signal) => {
    child.kill(signal);
    return gone;
  };
  return { spoke, end };
}

/**
 * A household: one device, and a gate with the public address 192.0.2.1N. `forbid` sets what the gate
 * lets through, `hide` how it gives out ports, `move` gives the device another address.
 */
function openHousehold(prefix, world, number, name) {
  const gate = openSpace(`${prefix}-${name}-gate`);
  const home = openSpace(`${prefix}-${name}`);
  const inside = `10.${number}.0`;
  cable(world, name, gate, 'out');
  cable(gate, 'in', home, 'in');
  world.ip(`link set ${name} master public up`);
  gate.ip(`addr add 192.0.2.1${number}/24 dev out`);
  gate.ip('link set out up');
  gate.ip(`addr add ${inside}.1/24 dev in`);
  gate.ip('link set in up');
  run(...gate.within, 'sh', '-c', 'echo 1 >/proc/sys/net/ipv4/ip_forward');
  // As gates at home do: what nobody asked for is not even answered.
  gate.run('iptables -A INPUT -i out -j DROP');
  home.ip('link set in up');

  const household = { home, gate };
  let host = 1;
  household.move = () => {
    host++;
    home.ip('addr flush dev in');
    home.ip(`addr add ${inside}.${host}/24 dev in`);
    home.ip(`route add default via ${inside}.1`);
  };
  household.hide = (how = '') => {
    gate.run('iptables -t nat -F');
    gate.run(`iptables -t nat -A POSTROUTING -o out -j MASQUERADE${how}`);
  };
  household.forbid = (rules = []) => {
    gate.run('iptables -F FORWARD');
    for (const rule of rules) gate.run(`iptables -A FORWARD ${rule}`);
  };
  household.close = () => {
    home.close();
    gate.close();
  };
  household.move();
  household.hide();
  return household;
}

/** What a gate may do. `random`: another port for every other end, so that nobody finds the way in. */
export const gates = {
  plain: { hide: '', forbid: [] },
  random: { hide: ' --random-fully', forbid: [] },
  'no UDP': { hide: '', forbid: ['-p udp -j DROP'] },
  'only 443': {
    hide: '',
    forbid: [
      '-o out -p tcp --dport 443 -j ACCEPT',
      '-i out -p tcp --sport 443 -j ACCEPT',
      '-j DROP',
    ],
  },
};

/**
 * Opens all of it: `house` and `relay` at work, the households `mara` and `jonas`, `browserOf(name)`
 * for openBrowser, and `capture` of what passes where the relay stands. Close it with close().
 */
export async function openNat() {
  const prefix = `rap${process.pid}`;
  const closers = [];
  const closing = async () => {
    for (const close of closers.reverse()) await close();
  };
  try {
    const folder = await mkdtemp(join(tmpdir(), 'rapport-nat-'));
    closers.push(() => rm(folder, { recursive: true, force: true }));
    const world = openSpace(prefix);
    closers.push(world.close);
    world.ip('link add public type bridge');
    for (const address of [HOUSE, RELAY]) world.ip(`addr add ${address}/24 dev public`);
    world.ip('link set public up');
    const homes = {};
    for (const [at, name] of ['mara', 'jonas'].entries()) {
      homes[name] = openHousehold(prefix, world, at + 1, name);
      closers.push(homes[name].close);
      const program = `#!/bin/sh\nexec ${homes[name].home.within.join(' ')} chromium "$@"\n`;
      await writeFile(join(folder, name), program, { mode: 0o700 });
    }
    const relay = await openRelay({
      address: RELAY,
      within: world.within,
      ports: { port: 3478, tlsPort: HTTPS },
    });
    closers.push(relay.close);
    await writeFile(join(folder, 'secret'), relay.secret, { mode: 0o600 });
    const secret = join(folder, 'secret');
    const settings = ['--behind-tls', '--host', HOUSE, '--relay', RELAY, '--relay-secret', secret];
    const house = await openHouse({ within: world.within, args: settings });
    closers.push(house.close);
    house.url = `https://${HOUSE}`;
    makeCertificate(folder, HOUSE);
    const front = new URL('tls.mjs', import.meta.url).pathname;
    const tls = begin(world, process.execPath, front, folder, HOUSE, String(house.port));
    closers.push(() => tls.end());
    await tls.spoke;

    const lenient = join(folder, 'lenient');
    await writeFile(lenient, '#!/bin/sh\nexec chromium --ignore-certificate-errors "$@"\n', {
      mode: 0o700,
    });

    return {
      folder,
      secret,
      settings,
      lenient,
      world,
      house,
      relay,
      ...homes,
      browserOf: (name) => ({
        program: join(folder, name),
        // House and relay vouch for themselves; what is tried here is the way.
        more: ['--ignore-certificate-errors'],
      }),
      /** Both gates as named in `gates`. */
      gate(name) {
        const { hide, forbid } = gates[name];
        for (const household of Object.values(homes)) {
          household.hide(hide);
          household.forbid(forbid);
        }
      },
      /** Writes down all that passes the relay's place; gives a function that ends it, and the file. */
      async capture() {
        const file = join(folder, 'capture');
        const dump = begin(world, 'tcpdump', '-i', 'public', '-U', '-s', '0', '-w', file);
        await dump.spoke;
        return async () => {
          await dump.end('SIGINT');
          return file;
        };
      },
      close: closing,
    };
  } catch (error) {
    await closing();
    throw error;
  }
}
