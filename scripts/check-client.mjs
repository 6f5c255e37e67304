#!/usr/bin/env node
// SPDX-License-Identifier: Apache-2.0
// Is what a house serves what was signed? Fetches all of it, as a browser would, and says so in plain
// words. See docs/client-delivery.md.
//   check-client.mjs URL --key FILE|KEY        against the signature the house serves
//   check-client.mjs URL --manifest FILE       against a list of your own, such as of your own build
//   check-client.mjs --folder DIR --key …      a folder on this disk; --unsigned: without a signature

import { createHash, createPublicKey, verify } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { request as plain } from 'node:http';
import { request as tls } from 'node:https';
import { join, relative } from 'node:path';
import { gunzipSync } from 'node:zlib';

const USAGE =
  'usage: check-client.mjs URL --key FILE | URL --manifest FILE | --folder DIR (--key FILE | --unsigned)';
const LIST = '/.well-known/rapport-client.json';
const BYTES_MAX = 16 * 1024 * 1024;

/** Places where a house has to show the page itself. */
const PAGES = ['/', '/index.html', '/sign-in', '/join', '/help', '/work/x'];
/** Files that stand beside what the list names. */
const BESIDE = ['manifest.json', 'manifest.json.minisig'];

const findings = [];
const find = (what, name) => findings.push(`${what}: ${name}`);

const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');

class Trouble extends Error {}

/** One minisign public key from a file, or as it is. */
function readKey(text) {
  let lines = text;
  try {
    lines = readFileSync(text, 'utf8');
  } catch {
    // then it is the key itself
  }
  const bytes = Buffer.from(lines.trim().split('\n').pop().trim(), 'base64');
  if (bytes.length !== 42 || bytes.subarray(0, 2).toString() !== 'Ed')
    throw new Trouble(`${text} is no public key of minisign.`);
  return { id: bytes.subarray(2, 10), point: bytes.subarray(10) };
}

function ed25519(point, message, signature) {
  const prefix = Buffer.from('302a300506032b6570032100', 'hex');
  const key = createPublicKey({
    key: Buffer.concat([prefix, point]),
    format: 'der',
    type: 'spki',
  });
  return verify(null, message, key, signature);
}

/** Throws, in plain words, unless `signature` (a minisign file) is by `key` over `bytes`. */
function checkSignature(bytes, signature, key) {
  const [, first, comment, second] = signature.toString('utf8').split('\n');
  const one = Buffer.from(first ?? '', 'base64');
  const trusted = (comment ?? '').replace(/^trusted comment: /, '');
  if (one.length !== 74) throw new Trouble('The signature cannot be read.');
  if (!one.subarray(2, 10).equals(key.id))
    throw new Trouble('The list is signed with another key than yours.');
  const kind = one.subarray(0, 2).toString();
  const message = kind === 'ED' ? createHash('blake2b512').update(bytes).digest() : bytes;
  const seal = one.subarray(10);
  if (!['Ed', 'ED'].includes(kind) || !ed25519(key.point, message, seal))
    throw new Trouble('The signature does not fit the list: one of them was changed.');
  const both = Buffer.concat([seal, Buffer.from(trusted)]);
  if (!ed25519(key.point, both, Buffer.from(second ?? '', 'base64')))
    throw new Trouble('The comment of the signature was changed.');
  return trusted;
}

function readList(bytes) {
  let list;
  try {
    list = JSON.parse(bytes.toString('utf8'));
  } catch {
    throw new Trouble('The list of files cannot be read.');
  }
  if (list === null || typeof list !== 'object' || !/^[0-9a-f]{64}$/.test(list['index.html'] ?? ''))
    throw new Trouble('The list of files names no page.');
  return list;
}

/** Status, headers and bytes exactly as they come over the line. */
function get(base, path, encoding) {
  const url = new URL(path, base);
  const ask = url.protocol === 'https:' ? tls : plain;
  const headers = {
    accept: '*/*',
    'accept-encoding': encoding,
    'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0',
  };
  return new Promise((done, fail) => {
    const asked = ask(url, { headers, timeout: 20_000 }, (got) => {
      const parts = [];
      let size = 0;
      got.on('data', (part) => {
        size += part.length;
        if (size > BYTES_MAX) asked.destroy(new Error('too much'));
        parts.push(part);
      });
      got.on('end', () =>
        done({ status: got.statusCode, headers: got.headers, bytes: Buffer.concat(parts) }),
      );
      got.on('error', fail);
    });
    asked.on('timeout', () => asked.destroy(new Error('no answer')));
    asked.on('error', (error) => fail(new Trouble(`${url} cannot be fetched: ${error.message}.`)));
    asked.end();
  });
}

/** The policies are as much part of the client as its files. */
function checkPolicies(path, headers) {
  const csp = headers['content-security-policy'] ?? '';
  const wanted = ["default-src 'none'", "require-trusted-types-for 'script'", "base-uri 'none'"];
  if (path.startsWith('/workers/')) wanted.push("connect-src 'none'");
  if (
    !wanted.every((word) => csp.includes(word)) ||
    !/script-src 'self'( 'wasm-unsafe-eval')?;/.test(csp) ||
    /unsafe-inline|'unsafe-eval'|\*/.test(csp)
  )
    find('sent without its policy', path);
  if (headers.link || headers.refresh) find('sent with a header that loads more', path);
}

async function checkFile(base, path, wanted, packed) {
  const bare = await get(base, path, 'identity');
  if (bare.status === 404) return find('missing', path);
  if (bare.status !== 200) return find(`answered with ${bare.status}`, path);
  if (sha256(bare.bytes) !== wanted) return find('changed', path);
  if (/\.(html|js)$|\/[^.]*$/.test(path)) checkPolicies(path, bare.headers);
  if (packed === undefined) return undefined;
  const zipped = await get(base, path, 'gzip');
  const unpacked =
    zipped.headers['content-encoding'] === 'gzip' ? gunzipSync(zipped.bytes) : zipped.bytes;
  if (sha256(unpacked) !== wanted) return find('changed where it is packed', path);
  return undefined;
}

/** Names of files in the client's own words that the list does not have. */
function strangers(list, text) {
  const found =
    text.match(/(?:pages|workers)\/[\w-]+-[A-Z0-9]{8}\.js|\bapp-[A-Z0-9]{8}\.js/g) ?? [];
  return [...new Set(found)].filter((name) => list[name] === undefined);
}

async function checkHouse(base, list, servedBytes) {
  const served = servedBytes === null ? list : readList(servedBytes);
  for (const name of Object.keys(served)) if (list[name] === undefined) find('added', `/${name}`);
  for (const path of PAGES) await checkFile(base, path, list['index.html'], list['index.html.gz']);
  const names = Object.keys(list).filter((name) => !name.endsWith('.gz') && name !== 'index.html');
  for (const name of names) await checkFile(base, `/${name}`, list[name], list[`${name}.gz`]);
  const page = await get(base, '/', 'identity');
  for (const name of strangers(list, page.bytes.toString('utf8'))) find('added', `/${name}`);
  return names.length + 1;
}

function checkFolder(folder, list) {
  const there = new Set();
  const walk = (at) => {
    for (const entry of readdirSync(at, { withFileTypes: true })) {
      if (entry.isDirectory()) walk(join(at, entry.name));
      else there.add(relative(folder, join(at, entry.name)));
    }
  };
  walk(folder);
  for (const name of Object.keys(list)) {
    if (!there.has(name)) find('missing', name);
    else if (sha256(readFileSync(join(folder, name))) !== list[name]) find('changed', name);
  }
  for (const name of there)
    if (list[name] === undefined && !BESIDE.includes(name)) find('added', name);
  return Object.keys(list).length;
}

async function main(words) {
  const options = {};
  const rest = [];
  while (words.length > 0) {
    const word = words.shift();
    if (word === '--unsigned') options.unsigned = true;
    else if (['--key', '--manifest', '--folder'].includes(word))
      options[word.slice(2)] = words.shift();
    else if (word.startsWith('--')) throw new Trouble(USAGE);
    else rest.push(word);
  }
  const { key, manifest, folder, unsigned } = options;
  const url = rest.length === 1 ? rest[0] : undefined;
  if ((url === undefined) === (folder === undefined) || rest.length > 1) throw new Trouble(USAGE);
  if (folder ? !(key || unsigned) : !(key || manifest)) throw new Trouble(USAGE);

  let bytes;
  let signature;
  if (folder) {
    bytes = readFileSync(join(folder, 'manifest.json'));
    if (key) signature = readFileSync(join(folder, 'manifest.json.minisig'));
  } else {
    const served = await get(url, LIST, 'identity');
    if (served.status !== 200)
      throw new Trouble(`The house serves no list of its files (${LIST}: ${served.status}).`);
    bytes = served.bytes;
    if (key) {
      const seal = await get(url, `${LIST}.minisig`, 'identity');
      if (seal.status !== 200) throw new Trouble('The list of files is not signed.');
      signature = seal.bytes;
    }
  }
  const comment = key ? checkSignature(bytes, signature, readKey(key)) : null;
  const own = manifest ? readFileSync(manifest) : bytes;
  const list = readList(own);
  const count = folder
    ? checkFolder(folder, list)
    : await checkHouse(url, list, own === bytes ? null : bytes);
  if (comment !== null) console.log(`Signed: ${comment}`);
  if (findings.length === 0) {
    console.log(
      `All ${count} files are as ${comment ? 'they were signed' : 'the list says'}, as they were sent to you just now.`,
    );
    return 0;
  }
  for (const line of findings) console.log(line);
  console.log(
    `${findings.length} ${findings.length === 1 ? 'thing is' : 'things are'} not as ${comment ? 'signed' : 'listed'}. Do not sign in there until somebody you trust explains it.`,
  );
  return 1;
}

main(process.argv.slice(2)).then(
  (status) => {
    process.exitCode = status;
  },
  (error) => {
    console.error(error instanceof Trouble ? error.message : String(error));
    process.exitCode = error.message === USAGE ? 2 : 1;
  },
);
