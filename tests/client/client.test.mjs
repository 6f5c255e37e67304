// SPDX-License-Identifier: Apache-2.0
// The built client: the same bytes wherever it is built, and a checker that finds what is not as signed.

import assert from 'node:assert/strict';
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import {
  appendFileSync,
  cpSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, before, test } from 'node:test';

const ROOT = resolve(import.meta.dirname ?? new URL('.', import.meta.url).pathname, '../..');
const BINARY = resolve(ROOT, process.env.BUILD ?? 'build', 'rapport');
const CHECKER = join(ROOT, 'scripts/check-client.mjs');
const work = mkdtempSync(join(tmpdir(), 'rapport-client-'));
const web = join(work, 'web');
const key = join(work, 'rapport.key');
const pub = join(work, 'rapport.pub');
const other = join(work, 'other.pub');

const list = () => JSON.parse(readFileSync(join(web, 'manifest.json'), 'utf8'));
const named = (pattern) => Object.keys(list()).find((name) => pattern.test(name));

before(() => {
  cpSync(join(ROOT, 'web/dist'), web, { recursive: true });
  execFileSync('minisign', ['-G', '-W', '-p', pub, '-s', key], { stdio: 'ignore' });
  execFileSync('minisign', ['-G', '-W', '-p', other, '-s', join(work, 'other.key')], {
    stdio: 'ignore',
  });
});

after(() => rmSync(work, { recursive: true, force: true }));

function run(...args) {
  const got = spawnSync(process.execPath, [CHECKER, ...args], { encoding: 'utf8' });
  return { status: got.status, said: got.stdout + got.stderr };
}

/** As `run`, without stopping this process, which may be the server. */
function ask(...args) {
  return new Promise((done) => {
    const child = spawn(process.execPath, [CHECKER, ...args]);
    let said = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (bytes) => {
        said += bytes;
      });
    child.on('exit', (status) => done({ status, said }));
  });
}

/** The daemon on `web`, until the test is over. */
async function serve(context) {
  const child = spawn(
    BINARY,
    ['serve', '--data', join(work, 'data'), '--listen', '127.0.0.1:0', '--web', web],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  const port = await new Promise((done, fail) => {
    let said = '';
    child.on('exit', () => fail(new Error(said)));
    child.stderr.on('data', (bytes) => {
      said += bytes;
      const found = said.match(/"event":"listening".*?"port":"(\d+)"/);
      if (found) done(Number(found[1]));
    });
  });
  child.removeAllListeners('exit');
  context.after(
    () =>
      new Promise((done) => {
        child.on('exit', done);
        child.kill();
      }),
  );
  return `http://localhost:${port}`;
}

test('two builds in different folders give the same bytes', () => {
  const copy = join(work, 'elsewhere/deep');
  const files = execFileSync('git', ['ls-files', 'web', 'core', 'scripts', 'content'], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  for (const name of files.trim().split('\n')) cpSync(join(ROOT, name), join(copy, name));
  for (const name of ['package.json', 'tsconfig.json', 'meson.build'])
    cpSync(join(ROOT, name), join(copy, name));
  execFileSync('cp', ['-al', join(ROOT, 'node_modules'), copy]);
  execFileSync(process.execPath, ['web/build.mjs'], { cwd: copy, stdio: 'ignore' });
  assert.equal(
    readFileSync(join(copy, 'web/dist/manifest.json'), 'utf8'),
    readFileSync(join(ROOT, 'web/dist/manifest.json'), 'utf8'),
  );
});

test('what was changed is not signed', () => {
  const before = readFileSync(join(web, 'sw.js'));
  appendFileSync(join(web, 'sw.js'), '//');
  const signing = spawnSync(join(ROOT, 'scripts/sign-client.sh'), [key, web], { encoding: 'utf8' });
  assert.equal(signing.status, 1);
  assert.match(signing.stdout, /changed: sw\.js/);
  writeFileSync(join(web, 'sw.js'), before);
});

test('a house that serves what was signed is found to do so', async (context) => {
  execFileSync(join(ROOT, 'scripts/sign-client.sh'), [key, web], { stdio: 'ignore' });
  const url = await serve(context);
  const { status, said } = run(url, '--key', pub);
  assert.equal(said.match(/Signed: rapport client \S+ sha256:[0-9a-f]{64}/)?.length, 1, said);
  assert.match(said, /All \d+ files are as they were signed/);
  assert.equal(status, 0);
  const own = run(url, '--manifest', join(ROOT, 'web/dist/manifest.json'));
  assert.equal(own.status, 0, own.said);
  const wrong = run(url, '--key', other);
  assert.equal(wrong.status, 1);
  assert.match(wrong.said, /another key/);
});

test('a house that serves a changed, a missing and an added file is found out', async (context) => {
  const worker = named(/^workers\/vault-\w+\.js$/);
  const style = named(/^style-\w+\.css$/);
  appendFileSync(join(web, worker), ';');
  renameSync(join(web, style), join(work, 'style'));
  const url = await serve(context);
  const { status, said } = run(url, '--key', pub);
  assert.equal(status, 1);
  assert.match(said, new RegExp(`changed: /${worker}`));
  assert.match(said, new RegExp(`missing: /${style}`));
  assert.match(said, /2 things are not as signed/);
  writeFileSync(join(web, 'evil.js'), 'evil');
  const folder = run('--folder', web, '--key', pub);
  assert.match(folder.said, /added: evil\.js/);
  assert.match(folder.said, /3 things/);
  unlinkSync(join(web, 'evil.js'));
  cpSync(join(ROOT, 'web/dist', worker), join(web, worker));
  renameSync(join(work, 'style'), join(web, style));
});

test('a list that was changed after it was signed is found out', async (context) => {
  const path = join(web, 'manifest.json');
  const before = readFileSync(path);
  writeFileSync(path, JSON.stringify({ ...list(), 'evil.js': 'a'.repeat(64) }));
  const url = await serve(context);
  const { status, said } = run(url, '--key', pub);
  assert.equal(status, 1);
  assert.match(said, /does not fit the list/);
  const own = run(url, '--manifest', join(ROOT, 'web/dist/manifest.json'));
  assert.match(own.said, /added: \/evil\.js/);
  writeFileSync(path, before);
});

test('a house that changes only what is packed, or only a deep address, or drops its policy, is found out', async () => {
  const worker = named(/^workers\/vault-\w+\.js$/);
  const send = (path, asked, answer) => {
    const name = path === '/' ? 'index.html' : path.slice(1);
    const known = { '.well-known/rapport-client.json': 'manifest.json' };
    known['.well-known/rapport-client.json.minisig'] = 'manifest.json.minisig';
    const file = known[name] ?? (list()[name] ? name : 'index.html');
    const zipped = /gzip/.test(asked.headers['accept-encoding']) && list()[`${file}.gz`];
    const headers = zipped ? { 'content-encoding': 'gzip' } : {};
    let bytes = readFileSync(join(web, zipped ? `${file}.gz` : file));
    if (zipped && file === 'licenses.txt') bytes = readFileSync(join(web, 'index.html.gz'));
    if (path === '/join') bytes = Buffer.from('another page');
    if (file !== worker)
      headers['content-security-policy'] =
        "default-src 'none'; script-src 'self'; base-uri 'none'; require-trusted-types-for 'script'; connect-src 'none'";
    answer.writeHead(200, headers).end(bytes);
  };
  const server = createServer((asked, answer) => send(asked.url, asked, answer));
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  const got = await ask(`http://localhost:${server.address().port}`, '--key', pub);
  server.close();
  assert.equal(got.status, 1);
  assert.match(got.said, /changed where it is packed: \/licenses\.txt/);
  assert.match(got.said, /changed: \/join/);
  assert.match(got.said, new RegExp(`sent without its policy: /${worker}`));
  assert.match(got.said, /3 things/);
});
