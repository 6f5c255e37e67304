// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CookieJar, createHttp, type HttpError } from '../../../web/src/net/http';

type Sent = { url: string; init: RequestInit };

function server(answer: (sent: Sent) => Response | Promise<Response>) {
  const sent: Sent[] = [];
  const fake = async (url: unknown, init?: RequestInit) => {
    const one = { url: String(url), init: init ?? {} };
    sent.push(one);
    return answer(one);
  };
  return { sent, fetch: fake as typeof fetch };
}

function json(body: unknown, init: ResponseInit = {}): Response {
  return new Response(JSON.stringify(body), init);
}

async function refusalOf(promise: Promise<unknown>): Promise<HttpError> {
  try {
    await promise;
  } catch (error) {
    assert.equal((error as Error).name, 'HttpError');
    return error as HttpError;
  }
  throw new Error('nothing was refused');
}

test('a call sends JSON with the login, and answers what the server says', async () => {
  const { sent, fetch } = server(() => json({ id: 'x' }));
  const http = createHttp('', { fetch });
  assert.deepEqual(await http.post('/api/things', { a: 1 }), { id: 'x' });
  const init = sent[0]?.init;
  assert.equal(sent[0]?.url, '/api/things');
  assert.equal(init?.method, 'POST');
  assert.equal(init?.body, '{"a":1}');
  assert.equal(init?.credentials, 'same-origin');
  assert.equal(init?.redirect, 'error');
  assert.equal(new Headers(init?.headers).get('content-type'), 'application/json');
});

test('reading and deleting send no body', async () => {
  const { sent, fetch } = server(() => json({}));
  const http = createHttp('', { fetch });
  await http.get('/api/a');
  await http.delete('/api/b');
  for (const { init } of sent) {
    assert.equal(init.body, null);
    assert.equal(new Headers(init.headers).get('content-type'), null);
  }
});

test('a no carries status, code, words and field', async () => {
  const error = { code: 'bad_input', text: 'Not a time.', field: 'wall', wanted: 'a time' };
  const { fetch } = server(() => json({ error }, { status: 400 }));
  const refused = await refusalOf(createHttp('', { fetch }).put('/api/x', {}));
  assert.deepEqual(
    [refused.status, refused.code, refused.message, refused.field, refused.retryAfterS],
    [400, 'bad_input', 'Not a time.', 'wall', null],
  );
});

test('too many tries say how long to wait', async () => {
  const error = { code: 'too_often', text: 'Please wait.' };
  const { fetch } = server(() => json({ error }, { status: 429, headers: { 'retry-after': '8' } }));
  const refused = await refusalOf(createHttp('', { fetch }).get('/api/x'));
  assert.equal(refused.retryAfterS, 8);
});

test('a broken line is status 0, whatever the browser calls it', async () => {
  const { fetch } = server(() => {
    throw new TypeError('Failed to fetch');
  });
  const refused = await refusalOf(createHttp('', { fetch }).get('/api/x'));
  assert.deepEqual([refused.status, refused.code], [0, 'offline']);
});

test('a server that does not answer is given up', async () => {
  const { fetch } = server(
    ({ init }) =>
      new Promise((_, fail) => {
        init.signal?.addEventListener('abort', () =>
          fail(Object.assign(new Error('aborted'), { name: 'AbortError' })),
        );
      }),
  );
  const refused = await refusalOf(createHttp('', { fetch, timeoutMs: 20 }).get('/api/x'));
  assert.deepEqual([refused.status, refused.code], [0, 'timeout']);
});

test('an answer that is no JSON is an error, with or without a good status', async () => {
  const page = '<html>502 Bad Gateway</html>';
  const good = createHttp(
    '',
    server(() => new Response(page)),
  );
  assert.equal((await refusalOf(good.get('/api/x'))).code, 'bad_answer');
  const bad = createHttp(
    '',
    server(() => new Response(page, { status: 502 })),
  );
  const refused = await refusalOf(bad.get('/api/x'));
  assert.deepEqual([refused.status, refused.code], [502, 'unknown']);
});

test('an error of an unexpected shape still has a status and words', async () => {
  for (const body of [null, {}, { error: null }, { error: { code: 7, text: [] } }, []]) {
    const { fetch } = server(() => json(body, { status: 503 }));
    const refused = await refusalOf(createHttp('', { fetch }).get('/api/x'));
    assert.equal(refused.status, 503);
    assert.equal(refused.code, 'unknown');
    assert.match(refused.message, /503/);
  }
});

test('whoever listens hears of every refusal first', async () => {
  const heard: number[] = [];
  const { fetch } = server(() => json({ error: { code: 'signed_out' } }, { status: 401 }));
  const http = createHttp('', { fetch, refused: (error) => heard.push(error.status) });
  await refusalOf(http.get('/api/x'));
  assert.deepEqual(heard, [401]);
});

test('outside of a browser the cookie comes back, and the origin is named', async () => {
  const cookies = new CookieJar();
  const set = '__Host-sid=abc=; Path=/; Secure; HttpOnly; SameSite=Strict';
  const { sent, fetch } = server(({ url }) =>
    json({}, url.endsWith('/login') ? { headers: { 'set-cookie': set } } : {}),
  );
  const http = createHttp('http://127.0.0.1:9', { fetch, cookies });
  await http.post('/api/login', {});
  await http.post('/api/me', {});
  const headers = new Headers(sent[1]?.init.headers);
  assert.equal(headers.get('cookie'), '__Host-sid=abc=');
  assert.equal(headers.get('origin'), 'http://127.0.0.1:9');
});

test('a cookie that is taken back is gone', () => {
  const cookies = new CookieJar();
  cookies.take(new Headers({ 'set-cookie': 'a=1; Path=/' }));
  assert.equal(cookies.header(), 'a=1');
  cookies.take(new Headers({ 'set-cookie': 'a=; Path=/; Max-Age=0' }));
  assert.equal(cookies.header(), '');
});
