// SPDX-License-Identifier: Apache-2.0
// Closing an account over the wire.

import type { Http } from '../net/http';
import { type Erasure, parseErasure } from './erasure';

/** Throws HttpError for a no, TypeError for an answer out of shape. */
export interface ErasureApi {
  /** What closing would mean. */
  look(): Promise<Erasure>;
  /** Closes it. Wants a fresh login. */
  close(): Promise<Erasure>;
}

/** Puts the calls on top of `http`. */
export function createErasureApi(http: Http): ErasureApi {
  return {
    look: async () => parseErasure(await http.get('/api/accounts/erasure')),
    close: async () => parseErasure(await http.post('/api/accounts/erasure', {})),
  };
}
