// SPDX-License-Identifier: Apache-2.0
// The language chosen on this device.

const KEY = 'rapport language';

/** The code that was chosen here; '' when none was. */
export function keptLanguage(shelf: Pick<Storage, 'getItem'>): string {
  return shelf.getItem(KEY) ?? '';
}

/** Remembers a language on this device; the page has to be read anew to speak it. */
export function keepLanguage(shelf: Pick<Storage, 'setItem'>, code: string): void {
  shelf.setItem(KEY, code);
}
