// SPDX-License-Identifier: Apache-2.0
// Keeps the program itself on the device, so that it opens without a line and "Help now" is there.
// It keeps nothing of a person: what is asked of /api or /live never passes through here. What it keeps
// is whole and of one build, each piece as the list of that build says; else it keeps what it had.

const SHELF = 'rapport';
const HASHED = /-[A-Z0-9]{8}\.(js|css)$/;
const FROM_SHELF = { cacheName: SHELF };

self.addEventListener('install', (event) => {
  event.waitUntil(renew().then(() => self.skipWaiting()));
});

self.addEventListener('activate', (event) => {
  event.waitUntil(self.clients.claim());
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== location.origin) return;
  if (url.pathname.startsWith('/api/') || url.pathname === '/live') return;
  if (request.mode === 'navigate') event.respondWith(page(event));
  else if (HASHED.test(url.pathname)) event.respondWith(piece(request));
});

/** The page from the server, so that it is never an old one; without a line, the one that was kept. */
async function page(event) {
  try {
    const fresh = await fetch(event.request);
    if (fresh.ok) event.waitUntil(renewIfOther(fresh.clone()));
    return fresh;
  } catch (error) {
    const kept = await caches.match('/', FROM_SHELF);
    if (kept) return kept;
    throw error;
  }
}

/** A piece is named by what is in it, so a kept one is as good as a fetched one; the page checks both. */
async function piece(request) {
  const kept = await caches.match(request.url, FROM_SHELF);
  return kept ?? fetch(request);
}

async function renewIfOther(fresh) {
  const kept = await caches.match('/', FROM_SHELF);
  if (!kept || (await kept.text()) !== (await fresh.text())) await renew();
}

/** Fetches every piece of the newest program, then forgets those of the older ones. */
async function renew() {
  const shelf = await caches.open(SHELF);
  const listed = await (await fetch('/manifest.json', { cache: 'no-cache' })).json();
  const wanted = Object.keys(listed).filter((name) => HASHED.test(name));
  const known = new Set((await shelf.keys()).map((request) => new URL(request.url).pathname));
  await shelf.addAll(
    wanted
      .filter((name) => !known.has(`/${name}`))
      .map((name) => new Request(`/${name}`, { integrity: integrity(listed[name]) })),
  );
  await shelf.add(
    new Request('/', { cache: 'no-cache', integrity: integrity(listed['index.html']) }),
  );
  const keep = new Set(['/', ...wanted.map((name) => `/${name}`)]);
  for (const path of known) if (!keep.has(path)) await shelf.delete(path);
}

/** From the list's hexadecimal SHA-256 to what a browser checks. */
function integrity(hex) {
  return `sha256-${btoa(String.fromCharCode(...hex.match(/../g).map((two) => Number.parseInt(two, 16))))}`;
}
