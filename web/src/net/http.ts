// SPDX-License-Identifier: Apache-2.0
// JSON over HTTP, with one shape of failure. Knows no feature.

/** The server's no, or the line's. `status` 0 means the line: nothing is known to have arrived. */
export class HttpError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly field: string | null = null,
    readonly retryAfterS: number | null = null,
  ) {
    super(message);
    this.name = 'HttpError';
  }
}

/** One call each. All throw HttpError. */
export interface Http {
  get(path: string): Promise<unknown>;
  post(path: string, body: unknown): Promise<unknown>;
  put(path: string, body: unknown): Promise<unknown>;
  delete(path: string): Promise<unknown>;
}

/** How to speak outside of a browser, or to test. */
export type HttpOptions = {
  fetch?: typeof fetch;
  /** Outside of a browser nobody keeps cookies or names the origin: this does. */
  cookies?: CookieJar;
  /** Hears every refusal before it is thrown; for "you are signed out". */
  refused?: (error: HttpError) => void;
  timeoutMs?: number;
};

const TIMEOUT_MS = 20_000;

/** Speaks to the server at `base` ('' is where the page came from). */
export function createHttp(base: string, options: HttpOptions = {}): Http {
  const { cookies, refused, timeoutMs = TIMEOUT_MS } = options;
  const send = options.fetch ?? ((url, init) => fetch(url, init));

  async function call(method: string, path: string, body?: unknown): Promise<unknown> {
    try {
      return await attempt(method, path, body);
    } catch (error) {
      const known = error instanceof HttpError ? error : lineError(error);
      refused?.(known);
      throw known;
    }
  }

  async function attempt(method: string, path: string, body: unknown): Promise<unknown> {
    const headers: Record<string, string> = { accept: 'application/json' };
    if (body !== undefined) headers['content-type'] = 'application/json';
    if (cookies) Object.assign(headers, { origin: base, cookie: cookies.header() });

    const control = new AbortController();
    const timer = setTimeout(() => control.abort(), timeoutMs);
    try {
      const response = await send(base + path, {
        method,
        headers,
        body: body === undefined ? null : JSON.stringify(body),
        credentials: 'same-origin',
        cache: 'no-store',
        redirect: 'error',
        signal: control.signal,
      });
      cookies?.take(response.headers);
      const said = await read(response);
      if (!response.ok) throw refusal(response, said);
      return said;
    } finally {
      clearTimeout(timer);
    }
  }

  return {
    get: (path) => call('GET', path),
    post: (path, body) => call('POST', path, body),
    put: (path, body) => call('PUT', path, body),
    delete: (path) => call('DELETE', path),
  };
}

/** Keeps the cookies of one server, for programs that are not a browser. */
export class CookieJar {
  private readonly values = new Map<string, string>();

  /** What to send. */
  header(): string {
    return [...this.values].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  /** Takes what the server set; an empty value or `Max-Age=0` takes it away again. */
  take(headers: Headers): void {
    for (const line of setCookies(headers)) {
      const [pair = '', ...attributes] = line.split(';');
      const at = pair.indexOf('=');
      const name = pair.slice(0, at).trim();
      const value = pair.slice(at + 1).trim();
      const ended = attributes.some((attribute) => /^\s*max-age=0\s*$/i.test(attribute));
      if (at < 1) continue;
      if (value === '' || ended) this.values.delete(name);
      else this.values.set(name, value);
    }
  }
}

function setCookies(headers: Headers): string[] {
  if (typeof headers.getSetCookie === 'function') return headers.getSetCookie();
  // Early Node 18 joins them by a comma; ours hold none.
  const joined = headers.get('set-cookie');
  return joined === null ? [] : joined.split(/,\s*(?=[^;,]+=)/);
}

async function read(response: Response): Promise<unknown> {
  const text = await response.text();
  try {
    return JSON.parse(text);
  } catch {
    if (!response.ok) return null;
    throw new HttpError(response.status, 'bad_answer', 'The answer could not be read.');
  }
}

function refusal(response: Response, said: unknown): HttpError {
  const error = (said as { error?: Record<string, unknown> } | null)?.error;
  const text = (field: string) => {
    const value = error?.[field];
    return typeof value === 'string' ? value : null;
  };
  const wait = Number.parseInt(response.headers.get('retry-after') ?? '', 10);
  return new HttpError(
    response.status,
    text('code') ?? 'unknown',
    text('text') ?? `The server answered ${response.status}.`,
    text('field'),
    Number.isNaN(wait) ? null : wait,
  );
}

function lineError(error: unknown): HttpError {
  const slow = error instanceof Error && error.name === 'AbortError';
  return slow
    ? new HttpError(0, 'timeout', 'The server did not answer in time.')
    : new HttpError(0, 'offline', 'The server cannot be reached.');
}
