// SPDX-License-Identifier: Apache-2.0
import type { ComponentChildren } from 'preact';
import './disclosure.css';

type DisclosureProps = {
  title: ComponentChildren;
  /** A quiet word at the end of the line: how things stand. */
  state?: ComponentChildren;
  open?: boolean;
  children: ComponentChildren;
};

/** A line that opens to show more; the browser's own details element. */
export function Disclosure({ title, state, open, children }: DisclosureProps) {
  return (
    <details class="disclosure" open={open}>
      <summary>
        <span class="disclosure-title">{title}</span>
        {state !== undefined && <span class="note">{state}</span>}
      </summary>
      <div class="disclosure-inside">{children}</div>
    </details>
  );
}
