// SPDX-License-Identifier: Apache-2.0
// Words for people. The English sentence is the key; a catalogue, made from content/locale/*.po,
// answers with the same sentence in another language. What has no translation stays English.

/** A language the interface can speak; a new one is a line here and a file content/locale/CODE.po. */
export type Language = { code: string; name: string; direction: 'ltr' | 'rtl' };

/** English is the source, so it needs no catalogue. */
export const languages: readonly Language[] = [{ code: 'en', name: 'English', direction: 'ltr' }];

/** Plural forms by the names of Intl.PluralRules (`one`, `few`, `other` …). */
export type Forms = { [category: string]: string };

/** What scripts/locale.mjs makes of a .po file. */
export type Catalogue = { language: string; messages: { [english: string]: string | Forms } };

/** What stands for {name} in a sentence. */
export type Values = { [name: string]: string | number };

const english: Catalogue = { language: 'en', messages: {} };

let catalogue = english;
let plurals = new Intl.PluralRules('en');

function fill(sentence: string, values: Values | undefined): string {
  if (values === undefined) return sentence;
  return sentence.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = values[name];
    return value === undefined ? whole : String(value);
  });
}

/** The sentence in the language of the person; {name} is replaced by values.name. */
export function t(sentence: string, values?: Values): string {
  const found = catalogue.messages[sentence];
  return fill(typeof found === 'string' ? found : sentence, values);
}

/** One sentence for one, another for many; {n} is the number. */
export function tn(n: number, one: string, many: string, values?: Values): string {
  const all = { n, ...values };
  const found = catalogue.messages[one];
  if (found !== undefined && typeof found !== 'string') {
    const form = found[plurals.select(n)] ?? found.other;
    if (form !== undefined) return fill(form, all);
  }
  return fill(n === 1 ? one : many, all);
}

/** The language the words are in now, for Intl and the lang attribute. */
export function language(): string {
  return catalogue.language;
}

/**
 * The locale for dates and clocks: the device's own way of writing them when it speaks the same
 * language as the words (so that English words keep a 24-hour clock where that is usual).
 */
export function locale(): string {
  const own = globalThis.navigator?.languages ?? [];
  return own.find((tag) => tag.split('-')[0] === catalogue.language) ?? catalogue.language;
}

/** Speak another language from now on. Whoever has drawn words already draws them again. */
export function useCatalogue(next: Catalogue | null): void {
  catalogue = next ?? english;
  plurals = new Intl.PluralRules(catalogue.language);
}

/** The first language of the list that we have; English otherwise. */
export function chooseLanguage(wanted: readonly string[]): Language {
  for (const tag of wanted) {
    const base = tag.toLowerCase().split('-')[0];
    const found = languages.find((l) => l.code === tag.toLowerCase() || l.code === base);
    if (found !== undefined) return found;
  }
  return languages[0] as Language;
}

/** Accepts only what scripts/locale.mjs writes; null for anything else. */
export function parseCatalogue(value: unknown): Catalogue | null {
  if (typeof value !== 'object' || value === null) return null;
  const { language: code, messages } = value as { language?: unknown; messages?: unknown };
  if (typeof code !== 'string' || typeof messages !== 'object' || messages === null) return null;
  for (const said of Object.values(messages)) {
    if (typeof said === 'string') continue;
    if (typeof said !== 'object' || said === null) return null;
    if (!Object.values(said).every((form) => typeof form === 'string')) return null;
  }
  return { language: code, messages: messages as Catalogue['messages'] };
}

/** Fetches and speaks a language. A catalogue that cannot be had leaves the words English. */
export async function loadLanguage(
  wanted: Language,
  read: (path: string) => Promise<unknown>,
): Promise<void> {
  if (wanted.code === 'en') {
    useCatalogue(null);
    return;
  }
  useCatalogue(parseCatalogue(await read(`/locale/${wanted.code}.json`).catch(() => null)));
}
