// SPDX-License-Identifier: Apache-2.0
// How the archive looks: the house's paper and pine, light and dark, and plain on paper.

/** The style of index.html. */
export const ARCHIVE_STYLE = `
:root { color-scheme: light dark; --paper: #faf7f1; --card: #fffefb; --ink: #20302c; --soft: #55655f;
  --line: #e3ddd1; --pine: #1f5d50; --mist: #eef5f1; --clay: #8c3d19; }
@media (prefers-color-scheme: dark) { :root { --paper: #14211d; --card: #1b2a25; --ink: #e8efe9;
  --soft: #a9b8b0; --line: #31433c; --pine: #8fd0bd; --mist: #20322c; --clay: #f0b08f; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 2rem 1rem 4rem; max-width: 44rem; background: var(--paper);
  color: var(--ink); font: 1.0625rem/1.55 Seravek, "Segoe UI", "Noto Sans", Ubuntu, Roboto,
  "Helvetica Neue", "DejaVu Sans", system-ui, sans-serif; overflow-wrap: anywhere; }
h1, h2, h3 { font-family: Palatino, "Palatino Linotype", Charter, "Noto Serif", Georgia,
  "DejaVu Serif", serif; font-weight: 500; line-height: 1.25; }
h1 { font-size: 1.9rem; margin: 0 0 .5rem; }
h2 { font-size: 1.45rem; margin: 3rem 0 .75rem; }
h3 { font-size: 1.15rem; margin: 0 0 .25rem; }
p { margin: .4rem 0; }
a { color: var(--pine); }
.soft { color: var(--soft); font-size: .92rem; }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 14px;
  padding: 1.1rem 1.2rem; margin: 1rem 0; }
.line { margin: .7rem 0 0; padding: .55rem .8rem; border-radius: 10px; border: 1px solid var(--line); }
.line.mine { background: var(--mist); }
.words { white-space: pre-wrap; margin: 0; }
.refused { color: var(--clay); }
nav ul, .plain { list-style: none; padding: 0; margin: .5rem 0; }
nav li, .plain li { padding: .2rem 0; }
table { border-collapse: collapse; width: 100%; margin: .75rem 0 0; }
th, td { text-align: start; vertical-align: top; padding: .35rem .6rem .35rem 0;
  border-bottom: 1px solid var(--line); }
td.number { font-variant-numeric: tabular-nums; white-space: nowrap; }
code { font-size: .85em; }
@media print {
  :root { --paper: #fff; --card: #fff; --ink: #000; --soft: #333; --line: #bbb; --pine: #000;
    --mist: #fff; --clay: #000; }
  body { max-width: none; padding: 0; font-size: 10.5pt; }
  .card { border-width: 0 0 1px; border-radius: 0; padding: .5rem 0; }
  .line, tr, h2, h3 { break-inside: avoid; break-after: auto; }
  h2, h3 { break-after: avoid; }
  nav { display: none; }
}
`;
