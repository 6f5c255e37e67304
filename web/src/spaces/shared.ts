// SPDX-License-Identifier: Apache-2.0
// What others showed me of their journals.

import type { Marker, SharedEntry } from './paper';
import type { KnownPaper, PapersModel } from './papers-model';

/** Something somebody showed, or wants to talk about. */
export type SharedWith = KnownPaper & { paper: SharedEntry | Marker; bring: boolean };

/** Newest first. Reactive. */
export function sharedWithMe(papers: PapersModel | null, alliance: string): SharedWith[] {
  const state = papers?.of(alliance);
  if (state?.kind !== 'ready') return [];
  return state.papers
    .flatMap((one): SharedWith[] => {
      const { paper, mine } = one;
      if (mine || (paper?.kind !== 'shared_entry' && paper?.kind !== 'marker')) return [];
      return [{ ...one, paper, bring: paper.kind === 'marker' || paper.bring }];
    })
    .reverse();
}
