// SPDX-License-Identifier: Apache-2.0
// The practice's help numbers: the newest ones heard, kept on this device so that they are there
// without a line. They are public; nothing about the person is kept with them.

import type { HelpNumber } from '../accounts/account';

/** Where numbers are kept; localStorage in a browser. */
export type Shelf = Pick<Storage, 'getItem' | 'setItem'>;

/** The numbers of one country. */
export type HelpCountry = { country: string; numbers: HelpNumber[] };

const KEY = 'rapport help';

/** Keeps the numbers for a time without a line. A full or forbidden shelf is no harm. */
export function keepHelp(shelf: Shelf, numbers: readonly HelpNumber[]): void {
  try {
    shelf.setItem(KEY, JSON.stringify(numbers));
  } catch {
    // Private windows may refuse; the numbers then live as long as the page.
  }
}

/** What was kept; nothing when nothing readable was. */
export function keptHelp(shelf: Shelf): HelpNumber[] {
  try {
    const value: unknown = JSON.parse(shelf.getItem(KEY) ?? '[]');
    return Array.isArray(value) ? value.filter(isHelpNumber) : [];
  } catch {
    return [];
  }
}

function isHelpNumber(value: unknown): value is HelpNumber {
  if (typeof value !== 'object' || value === null) return false;
  const fields = value as Record<string, unknown>;
  return ['country', 'name', 'phone', 'hours', 'url'].every((f) => typeof fields[f] === 'string');
}

/** The country of a locale such as de-AT; '' when it names none. */
export function countryOf(locale: string): string {
  try {
    return new Intl.Locale(locale).region ?? '';
  } catch {
    return '';
  }
}

/** Numbers by country in the order of the practice, the reader's own country first. */
export function byCountry(numbers: readonly HelpNumber[], own: string): HelpCountry[] {
  const found: HelpCountry[] = [];
  for (const number of numbers) {
    const known = found.find((c) => c.country === number.country);
    if (known) known.numbers.push(number);
    else found.push({ country: number.country, numbers: [number] });
  }
  return found.sort((a, b) => Number(b.country === own) - Number(a.country === own));
}

/** The name of a country in the reader's language; the code itself when it is not one. */
export function countryName(country: string, locale: string): string {
  try {
    return new Intl.DisplayNames(locale, { type: 'region' }).of(country) ?? country;
  } catch {
    return country;
  }
}

/** A tel: link: only what a phone can dial. */
export function telephone(phone: string): string {
  return `tel:${phone.replace(/[^+\d*#]/g, '')}`;
}

/** The name of a site, to be read before it is opened; '' when the address is not an https one. */
export function siteOf(url: string): string {
  try {
    const { protocol, hostname } = new URL(url);
    return protocol === 'https:' ? hostname.replace(/^www\./, '') : '';
  } catch {
    return '';
  }
}
