// SPDX-License-Identifier: Apache-2.0
// For every field somebody else will read.

/** Words that would be something else if anything here took text for more than text. */
export const PAYLOADS = [
  '<script>globalThis.owned=1</script>',
  '<img src=x onerror="globalThis.owned=1">',
  '"><svg onload=globalThis.owned=1>',
  'javascript:globalThis.owned=1',
  '{{constructor.constructor("globalThis.owned=1")()}}',
  "';globalThis.owned=1;//",
  '<iframe srcdoc="<script>parent.owned=1</script>"></iframe>',
  '</textarea><script>globalThis.owned=1</script>',
  '<a href="javascript:globalThis.owned=1">x</a>',
  '\u202Etxt.exe',
];
