// SPDX-License-Identifier: Apache-2.0
// Who opened my record, over the wire.

import type { Http } from '../net/http';
import { parseRecordPage, type RecordPage } from './record';

/** Throws HttpError for a no, TypeError for an answer out of shape. */
export interface RecordsApi {
  /** The newest page, or the one before an entry. */
  page(before: number | null): Promise<RecordPage>;
}

/** Puts the call on top of `http`. */
export function createRecordsApi(http: Http): RecordsApi {
  return {
    page: async (before) =>
      parseRecordPage(await http.get(`/api/audit${before === null ? '' : `?before=${before}`}`)),
  };
}
