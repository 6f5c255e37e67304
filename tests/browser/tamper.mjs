// SPDX-License-Identifier: Apache-2.0
// A server between the browser and the house that changes files on the way, and hears when they run.

import { createServer, request } from 'node:http';

/**
 * Hands everything on to the house, but for what `change` says.
 * @param {number} port of the house
 * @returns a server with `url`, `change(path, nth)` to be set (bytes in, bytes out; null: as it is), `ran`
 *   (names that called home) and close()
 */
export async function openTamperer(port) {
  const tamperer = { url: '', change: null, headers: null, ran: new Set(), times: new Map() };
  const server = createServer((asked, answer) => {
    const path = asked.url.split('?')[0];
    if (path.startsWith('/ran/')) {
      tamperer.ran.add(decodeURIComponent(path.slice(5)));
      answer.writeHead(200, { 'content-type': 'text/plain' }).end();
      return;
    }
    const onward = request(
      { port, host: '127.0.0.1', path: asked.url, method: asked.method, headers: asked.headers },
      (got) => {
        const nth = (tamperer.times.get(path) ?? 0) + 1;
        tamperer.times.set(path, nth);
        const changed = got.statusCode === 200 ? tamperer.change?.(path, nth) : null;
        if (changed == null) {
          answer.writeHead(got.statusCode, got.headers);
          got.pipe(answer);
          return;
        }
        const headers = { ...got.headers, ...tamperer.headers };
        delete headers['content-length'];
        delete headers['content-encoding'];
        if (path.startsWith('/workers/')) delete headers['content-security-policy'];
        got.resume();
        answer.writeHead(200, headers).end(changed);
      },
    );
    onward.on('error', () => answer.destroy());
    asked.pipe(onward);
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  tamperer.url = `http://localhost:${server.address().port}`;
  tamperer.close = () => {
    server.closeAllConnections?.();
    return new Promise((done) => server.close(done));
  };
  return tamperer;
}
