// SPDX-License-Identifier: Apache-2.0
// The journal: entries for oneself, found again on this device, and shown to the therapist one by one.

import { computed, type ReadonlySignal, signal } from '@preact/signals';
import type { AlliancesModel, KnownAlliance } from '../alliances/alliances-model';
import { type Entry, matches, type SharedEntry } from './paper';
import type { KnownPaper, PapersModel } from './papers-model';

/** An entry with where it was shown. */
export type KnownEntry = KnownPaper & {
  paper: Entry;
  /** Letters that show it to somebody; oldest first. */
  shown: readonly { alliance: string; id: string; bring: boolean; words: boolean }[];
};

/** State and actions. Actions throw HttpError or VaultError. */
export interface JournalModel {
  /** The journal's alliance; null while there is none. Reactive. */
  readonly place: ReadonlySignal<KnownAlliance | null>;
  readonly state: ReadonlySignal<'loading' | 'failed' | 'ready'>;
  /** Newest first, narrowed by `search`. */
  readonly entries: ReadonlySignal<readonly KnownEntry[]>;
  /** How many there are without searching. */
  readonly count: ReadonlySignal<number>;
  /** Why some of it does not open, each reason once. */
  readonly closed: ReadonlySignal<readonly string[]>;
  /** Every tag in use, the most used first. */
  readonly tags: ReadonlySignal<readonly string[]>;
  /** What is looked for; nothing of it leaves the device. */
  readonly wanted: ReadonlySignal<string>;
  search(wanted: string): void;
  load(): Promise<void>;
  write(entry: Entry): Promise<void>;
  change(id: string, entry: Entry): Promise<void>;
  /** For good; what was shown of it is taken back as well. */
  remove(entry: KnownEntry): Promise<void>;
  /** Shows a copy in that alliance, or only says that there is something to talk about. */
  show(entry: KnownEntry, to: string, how: { words: boolean; bring: boolean }): Promise<void>;
  /** Takes what was shown away again. It may have been read. */
  takeBack(shown: { alliance: string; id: string }): Promise<void>;
  /** The draft this device keeps, sealed; null for none. */
  draft(): Promise<Entry | null>;
  keepDraft(entry: Entry | null): Promise<void>;
}

/** What the model stands on. */
export type JournalDeps = {
  alliances: Pick<
    AlliancesModel,
    'alliances' | 'people' | 'openSpace' | 'keepLocal' | 'keptLocal' | 'state'
  >;
  papers: PapersModel;
};

const DRAFT = 'journal draft';

/** Makes the model. Nothing is asked before `load` or an action. */
export function createJournalModel({ alliances, papers }: JournalDeps): JournalModel {
  const wanted = signal('');
  const place = computed(
    () => alliances.alliances.value.find(({ kind }) => kind === 'self') ?? null,
  );
  /** Where something can be shown: with a therapist alone. */
  const rooms = computed(() =>
    alliances.alliances.value.filter(({ kind, other }) => kind === 'pair' && other !== null),
  );

  const shown = computed(() => {
    const found = new Map<string, KnownEntry['shown']>();
    for (const { id: alliance } of rooms.value) {
      const state = papers.of(alliance);
      if (state.kind !== 'ready') continue;
      for (const { id, mine, paper } of state.papers) {
        if (!mine || (paper?.kind !== 'shared_entry' && paper?.kind !== 'marker')) continue;
        const words = paper.kind === 'shared_entry';
        const bring = paper.kind === 'marker' || paper.bring;
        const before = found.get(paper.entry) ?? [];
        found.set(paper.entry, [...before, { alliance, id, bring, words }]);
      }
    }
    return found;
  });

  const all = computed((): KnownEntry[] => {
    const state = place.value === null ? null : papers.of(place.value.id);
    if (state?.kind !== 'ready') return [];
    return state.papers
      .flatMap((one) =>
        one.paper?.kind === 'entry'
          ? [{ ...one, paper: one.paper, shown: shown.value.get(one.id) ?? [] }]
          : [],
      )
      .sort((a, b) => b.at_ms - a.at_ms);
  });

  const closed = computed((): string[] => {
    const state = place.value === null ? null : papers.of(place.value.id);
    if (state?.kind !== 'ready') return [];
    const reasons = state.papers.flatMap(({ paper, why }) => (paper || why === null ? [] : [why]));
    return [...new Set(reasons)];
  });

  async function journal(): Promise<string> {
    return place.peek()?.id ?? (await alliances.openSpace({ kind: 'self' }));
  }

  return {
    place,
    closed,
    wanted,
    state: computed(() => {
      if (place.value === null)
        return alliances.state.value.kind === 'ready' ? 'ready' : alliances.state.value.kind;
      return papers.of(place.value.id).kind;
    }),
    entries: computed(() =>
      wanted.value.trim() === ''
        ? all.value
        : all.value.filter(({ paper }) => matches(wanted.value, paper.text, paper.tags)),
    ),
    count: computed(() => all.value.length),
    tags: computed(() => {
      const counts = new Map<string, number>();
      for (const { paper } of all.value)
        for (const tag of paper.tags) counts.set(tag, (counts.get(tag) ?? 0) + 1);
      return [...counts]
        .sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0]))
        .map(([tag]) => tag);
    }),
    search(next) {
      wanted.value = next;
    },
    async load() {
      const mine = place.peek();
      await Promise.all([
        ...(mine === null ? [] : [papers.load(mine.id)]),
        ...rooms.peek().map(({ id }) => papers.load(id)),
      ]);
    },
    async write(entry) {
      await papers.add(await journal(), entry);
    },
    change: async (id, entry) => papers.change(await journal(), id, entry),
    async remove(entry) {
      // First what others can see: should the line drop in between, the entry is still here.
      for (const { alliance, id } of entry.shown) await papers.remove(alliance, id);
      await papers.remove(await journal(), entry.id);
    },
    async show(entry, to, { words, bring }) {
      const { text, mood, tags } = entry.paper;
      const shared: SharedEntry = {
        kind: 'shared_entry',
        entry: entry.id,
        written_ms: entry.at_ms,
        text,
        mood,
        tags,
        bring,
      };
      await papers.add(to, words ? shared : { kind: 'marker', entry: entry.id });
    },
    takeBack: ({ alliance, id }) => papers.remove(alliance, id),
    async draft() {
      const kept = await alliances.keptLocal(DRAFT).catch(() => null);
      if (kept === null) return null;
      try {
        const { text, mood, tags } = JSON.parse(kept) as Entry;
        return { kind: 'entry', text: String(text), mood: mood ?? null, tags: [...tags] };
      } catch {
        return null;
      }
    },
    async keepDraft(entry) {
      const empty = entry === null || (entry.text.trim() === '' && entry.mood === null);
      await alliances.keepLocal(DRAFT, empty ? null : JSON.stringify(entry));
    },
  };
}

/** The entries of one list by day, the newest day first. */
export function byDay(
  entries: readonly KnownEntry[],
  dayOf: (ms: number) => string,
): { day: string; entries: KnownEntry[] }[] {
  const days = new Map<string, KnownEntry[]>();
  for (const entry of entries) {
    const day = dayOf(entry.at_ms);
    days.set(day, [...(days.get(day) ?? []), entry]);
  }
  return [...days].map(([day, of]) => ({ day, entries: of }));
}
