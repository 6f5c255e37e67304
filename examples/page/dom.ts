// SPDX-License-Identifier: Apache-2.0
// Elements in one expression.

type Attributes = Readonly<Record<string, string | number>>;
type Child = Node | string;

function fill<T extends Element>(node: T, attributes: Attributes, children: readonly Child[]): T {
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, String(value));
  node.append(...children);
  return node;
}

/** An element of the page. */
export const html = (tag: string, attributes: Attributes = {}, ...children: readonly Child[]) =>
  fill(document.createElement(tag), attributes, children);

/** An element of a drawing. */
export const svg = (tag: string, attributes: Attributes = {}, ...children: readonly Child[]) =>
  fill(document.createElementNS('http://www.w3.org/2000/svg', tag), attributes, children);

/** The element of that id, which the page has. */
export function byId<T extends HTMLElement>(id: string): T {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`the page has no ${id}`);
  return found as T;
}
