// SPDX-License-Identifier: Apache-2.0
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import './disclosure.css';

type DisclosureProps = {
  title: ComponentChildren;
  /** A quiet word at the end of the line: how things stand. */
  state?: ComponentChildren;
  open?: boolean;
  /** Somebody came for this very part: it is open, in view, and has the focus. */
  sought?: boolean;
  /** Called when it opens, so that what is costly is made only then. */
  onOpen?: () => void;
  children: ComponentChildren;
};

/** A line that opens to show more; the browser's own details element. */
export function Disclosure(props: DisclosureProps) {
  const { title, state, open = false, sought = false, onOpen, children } = props;
  const line = useRef<HTMLElement>(null);
  // After the page has given its heading the focus.
  useEffect(() => {
    if (!sought) return;
    line.current?.focus({ preventScroll: true });
    line.current?.scrollIntoView();
  }, [sought]);
  return (
    <details
      class="disclosure"
      open={open || sought}
      onToggle={(event) => {
        if (event.currentTarget.open) onOpen?.();
      }}
    >
      <summary ref={line}>
        <span class="disclosure-title">{title}</span>
        {state !== undefined && <span class="note">{state}</span>}
      </summary>
      <div class="disclosure-inside">{children}</div>
    </details>
  );
}
