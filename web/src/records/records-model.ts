// SPDX-License-Identifier: Apache-2.0
// The list of who opened my record, page by page, each entry checked here before it is shown.

import { type ReadonlySignal, signal } from '@preact/signals';
import type { LogHead } from '../vault/log-head';
import { checkPage, type RecordLine } from './record';
import type { RecordsApi } from './records-api';

/** Where the list stands. */
export type RecordsState =
  | { kind: 'loading' }
  | { kind: 'ready'; lines: RecordLine[]; more: boolean; head: LogHead | null }
  | { kind: 'failed'; error: unknown };

/** State and actions. */
export interface RecordsModel {
  readonly state: ReadonlySignal<RecordsState>;
  readonly busy: ReadonlySignal<boolean>;
  load(): Promise<void>;
  /** Older ones behind those that are here. */
  loadMore(): Promise<void>;
}

/** `me` is the signed-in account. */
export function createRecordsModel(api: RecordsApi, me: string): RecordsModel {
  const state = signal<RecordsState>({ kind: 'loading' });
  const busy = signal(false);

  async function read(before: number | null, kept: RecordLine[]): Promise<void> {
    busy.value = true;
    try {
      const page = await api.page(before);
      const lines = await checkPage(page, me);
      // A list in another order, or with something twice, is not the log's.
      for (const [at, line] of lines.entries()) {
        const above =
          at === 0 ? (kept.at(-1)?.seq ?? Number.POSITIVE_INFINITY) : lines[at - 1]?.seq;
        if (above !== undefined && line.seq >= above) line.check = 'failed';
      }
      state.value = {
        kind: 'ready',
        lines: [...kept, ...lines],
        more: page.more && lines.length > 0,
        head: page.head,
      };
    } catch (error) {
      // What is shown stays.
      if (kept.length === 0) state.value = { kind: 'failed', error };
    } finally {
      busy.value = false;
    }
  }

  return {
    state,
    busy,
    load: () => read(null, []),
    async loadMore() {
      const now = state.value;
      if (busy.value || now.kind !== 'ready' || !now.more) return;
      await read(now.lines.at(-1)?.seq ?? null, now.lines);
    },
  };
}
