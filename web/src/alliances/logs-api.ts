// SPDX-License-Identifier: Apache-2.0
// The house's logs over the wire: heads, how they grew, and the keys of one account.

import type { Http } from '../net/http';
import { type Fields, fields, list, object, orNull, text, whole } from '../net/read';
import type { LogEntry, LogHead, LogName } from '../vault/log-head';

/** The calls about logs. All throw HttpError for a no, TypeError for an answer out of shape. */
export interface LogsApi {
  head(log: LogName): Promise<LogHead | null>;
  growth(log: LogName, from: number, to: number): Promise<string[]>;
  keysOf(account: string): Promise<{ entries: LogEntry[]; head: LogHead | null }>;
}

const proofOf = (from: Fields, field: string): string[] => list(from, field).map(String);

const headOf = (from: Fields, field: string): LogHead => {
  const head = object(from, field);
  return {
    size: whole(head, 'size'),
    root: text(head, 'root'),
    at_ms: whole(head, 'at_ms'),
    signature: text(head, 'signature'),
    key: text(head, 'key'),
  };
};

/** Puts the calls on top of `http`. */
export function createLogsApi(http: Http): LogsApi {
  return {
    head: async (log) => orNull(fields(await http.get(`/api/${log}/head`), 'log'), 'head', headOf),
    growth: async (log, from, to) => {
      const answer = await http.get(`/api/${log}/consistency?from=${from}&to=${to}`);
      return proofOf(fields(answer, 'growth'), 'proof');
    },
    async keysOf(account) {
      const answer = fields(await http.get(`/api/keys/${encodeURIComponent(account)}`), 'keys');
      const entries = list(answer, 'entries').map((one) => {
        const entry = fields(one, 'entry');
        return {
          seq: whole(entry, 'seq'),
          entry: text(entry, 'entry'),
          proof: orNull(entry, 'proof', proofOf),
        };
      });
      return { entries, head: orNull(answer, 'head', headOf) };
    },
  };
}
