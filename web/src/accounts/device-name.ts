// SPDX-License-Identifier: Apache-2.0
// What a browser calls itself in the list of signed-in devices. A guess from its own words.

const BROWSERS: ReadonlyArray<[RegExp, string]> = [
  [/Edg\//, 'Edge'],
  [/OPR\//, 'Opera'],
  [/Firefox\/|FxiOS\//, 'Firefox'],
  [/Chrome\/|CriOS\/|Chromium\//, 'Chrome'],
  [/Safari\//, 'Safari'],
];

const MACHINES: ReadonlyArray<[RegExp, string]> = [
  [/iPhone/, 'iPhone'],
  [/iPad/, 'iPad'],
  [/Android/, 'Android'],
  [/Windows/, 'Windows'],
  [/Mac OS X|Macintosh/, 'Mac'],
  [/Linux|X11/, 'Linux'],
];

/** "Firefox on Linux"; '' when nothing is known. */
export function deviceName(agent: string): string {
  const browser = BROWSERS.find(([words]) => words.test(agent))?.[1] ?? '';
  const machine = MACHINES.find(([words]) => words.test(agent))?.[1] ?? '';
  if (browser === '' || machine === '') return browser + machine;
  return `${browser} on ${machine}`;
}
