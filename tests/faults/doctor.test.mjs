// SPDX-License-Identifier: Apache-2.0
// `rapport doctor call` in a household behind a gate (nat.mjs): what it says when all is well, and about
// each thing that can be broken.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, beforeEach, test } from 'node:test';
import { binary } from '../browser/house.mjs';
import { isRoot, openNat } from './nat.mjs';

const skip = isRoot ? false : 'rapport doctor call behind a gate was NOT tried: run as root';
if (skip) console.error(skip);

let nat;

before(async () => {
  if (!skip) nat = await openNat();
});
beforeEach(() => nat?.gate('plain'));
after(() => nat?.close());

/** Runs the doctor in Mara's household, with a browser that takes certificates nobody vouches for. */
function doctor(words, { CHROMIUM = nat.lenient, settings = [] } = {}) {
  const [program, ...more] = [...nat.mara.home.within, binary, 'doctor', 'call', ...words];
  return new Promise((done) => {
    const child = spawn(program, [...more, '--data', nat.house.folder, ...settings], {
      env: { ...process.env, CHROMIUM },
    });
    let said = '';
    for (const pipe of [child.stdout, child.stderr])
      pipe.on('data', (bytes) => {
        said += bytes;
      });
    child.once('close', (status) => done({ status, said }));
  });
}

/** A link as the house makes it; no browser is there to follow it. */
async function makeLink(settings = nat.settings) {
  const { said } = await doctor([], { CHROMIUM: '/bin/false', settings });
  return { link: said.match(/https:\S+\/check#\S+/)?.[0], said };
}

test('without a browser it says so, and still makes a link for another device', {
  skip,
}, async () => {
  const { link, said } = await makeLink();
  assert.match(link, /^https:\/\/192\.0\.2\.1\/check#[\w-]+$/);
  assert.match(said, /ILL {3}browser {3}\/bin\/false cannot be run: apt-get install chromium/);
});

test('without a relay in the settings it says which ones are missing', { skip }, async () => {
  const { status, said } = await doctor([]);
  assert.equal(status, 1);
  assert.match(said, /ILL {3}relay .*relay, relay_secret/);
});

test('all is well: a picture comes through the relay', { skip }, async () => {
  const { status, said } = await doctor([(await makeLink()).link]);
  for (const line of ['page', 'socket', 'udp', 'tcp', 'tls'])
    assert.match(said, new RegExp(`^well {2}${line} `, 'm'), said);
  assert.match(said, /^well {2}call {6}a picture came through the relay after \d+ ms/m, said);
  assert.equal(status, 0, said);
});

test('a certificate nobody vouches for is named', { skip }, async () => {
  const { said } = await doctor([(await makeLink()).link], { CHROMIUM: 'chromium' });
  assert.match(said, /ILL {3}address .*nobody this browser trusts.*ERR_CERT_AUTHORITY_INVALID/);
});

test('an address where nothing listens is named', { skip }, async () => {
  const link = (await makeLink()).link.replace('192.0.2.1', '192.0.2.1:8443');
  assert.match((await doctor([link])).said, /ILL {3}address .*nothing listens there/);
});

test('a proxy that passes no live socket on is named', { skip }, async () => {
  const forgetful = join(nat.folder, 'forgetful');
  await writeFile(forgetful, '');
  const { said } = await doctor([(await makeLink()).link]);
  await rm(forgetful);
  assert.match(said, /^ILL {3}socket .*pass Upgrade and Connection on/m, said);
  assert.match(said, /^well {2}call /m, said);
});

test('UDP that is blocked is named, and that TCP works', { skip }, async () => {
  nat.gate('no UDP');
  const { status, said } = await doctor([(await makeLink()).link]);
  assert.match(said, /^ILL {3}udp .*does not get through/m, said);
  assert.match(said, /^well {2}tcp /m, said);
  assert.match(said, /^well {2}call /m, said);
  assert.equal(status, 1);
});

test('where nothing but 443 is open, TLS is what works', { skip }, async () => {
  nat.gate('only 443');
  const { said } = await doctor([(await makeLink()).link]);
  assert.match(said, /^ILL {3}udp .*^ILL {3}tcp .*^well {2}tls .*^well {2}call /ms, said);
});

test('a pass the relay does not take is named', { skip }, async () => {
  const other = join(nat.folder, 'other');
  await writeFile(other, 'some other secret than that', { mode: 0o600 });
  const settings = nat.settings.map((word) => (word === nat.secret ? other : word));
  const { said } = await doctor([(await makeLink(settings)).link]);
  assert.match(said, /^ILL {3}udp .*refuses our pass: its static-auth-secret/m, said);
  assert.match(said, /^ILL {3}call .*no way leads to the relay/m, said);
});

test('a relay whose ports are shut is named: it answers, and nothing comes', { skip }, async () => {
  const rule = 'INPUT -p udp --dport 49160:49999 -j DROP';
  nat.world.run(`iptables -A ${rule}`);
  const { said } = await doctor([(await makeLink()).link]);
  nat.world.run(`iptables -D ${rule}`);
  assert.match(said, /^well {2}udp /m, said);
  assert.match(said, /^ILL {3}call .*nothing comes through it: open its ports 49160/m, said);
});

test('a link that ran out is named', { skip }, async () => {
  const { link } = await makeLink();
  const [page, letters] = link.split('#');
  const pass = JSON.parse(Buffer.from(letters, 'base64url'));
  const old = Buffer.from(JSON.stringify({ ...pass, until_ms: Date.now() - 1 }));
  const { said } = await doctor([`${page}#${old.toString('base64url')}`]);
  assert.match(said, /^ILL {3}link .*ran out/m, said);
});

test('a relay that is down is named', { skip }, async () => {
  await nat.relay.stop();
  const { said } = await doctor([(await makeLink()).link]);
  await nat.relay.start();
  assert.match(said, /^ILL {3}udp .*^ILL {3}tcp .*^ILL {3}tls .*^ILL {3}call /ms, said);
});
