// SPDX-License-Identifier: Apache-2.0
// HTML as text, for a file that is read without Rapport. What people wrote goes in as text only: there
// is no way to put markup in but these functions.

/** Markup that was made here. */
export type Html = { readonly html: string };

/** What may stand inside an element. */
export type Inside = Html | string | null | readonly Inside[];

const VOID = new Set(['meta', 'img', 'br']);

/** An element. Attributes that are null are left out. */
export function h(
  tag: string,
  attributes: Record<string, string | null>,
  ...inside: Inside[]
): Html {
  const said = Object.entries(attributes)
    .filter(([, value]) => value !== null)
    .map(([name, value]) => ` ${name}="${escaped(value ?? '')}"`)
    .join('');
  return { html: `<${tag}${said}>${VOID.has(tag) ? '' : `${written(inside)}</${tag}>`}` };
}

/** A whole page with its own style and nothing else: no script, nothing from anywhere. */
export function page(language: string, title: string, style: string, ...inside: Inside[]): string {
  const policy = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:";
  const head = h(
    'head',
    {},
    h('meta', { charset: 'utf-8' }),
    h('meta', { 'http-equiv': 'Content-Security-Policy', content: policy }),
    h('meta', { name: 'viewport', content: 'width=device-width, initial-scale=1' }),
    h('meta', { name: 'referrer', content: 'no-referrer' }),
    h('title', {}, title),
    { html: `<style>${style}</style>` },
  );
  return `<!doctype html>\n${h('html', { lang: language }, head, h('body', {}, inside)).html}\n`;
}

function written(inside: Inside): string {
  if (inside === null) return '';
  if (typeof inside === 'string') return escaped(inside);
  if ('html' in inside) return inside.html;
  return inside.map(written).join('');
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}
