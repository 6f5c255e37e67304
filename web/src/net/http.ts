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

export interface Http {
  get(path: string): Promise<unknown>;
  post(path: string, body: unknown): Promise<unknown>;
  put(path: string, body: unknown): Promise<unknown>;
  delete(path: string): Promise<unknown>;
}
