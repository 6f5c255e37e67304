// SPDX-License-Identifier: Apache-2.0
import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import './page.css';

type PageProps = {
  /** The one h1: a sentence. */
  title: string;
  /** One quiet line under it. */
  lead?: ComponentChildren;
  /** For pages that show more than reading: up to two panes. */
  wide?: boolean;
  children?: ComponentChildren;
};

// Until the person does something the browser's own focus stays, so that listening starts at the top.
let acted = false;
for (const act of ['pointerdown', 'keydown'])
  globalThis.addEventListener?.(
    act,
    () => {
      acted = true;
    },
    { capture: true, once: true },
  );

/**
 * A page: one heading, one measure. On the way from page to page the heading takes the focus, so that
 * who listens hears where they are. The tab's title stays neutral.
 */
export function Page({ title, lead, wide = false, children }: PageProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  // As it was when the page came: who acts on it a moment later must not lose the focus again.
  const [led] = useState(acted);
  useLayoutEffect(() => {
    document.title = 'Rapport';
    if (!led) return;
    heading.current?.focus({ preventScroll: true });
    globalThis.scrollTo?.(0, 0);
  }, [led]);
  return (
    <div class={`page${wide ? ' page-wide' : ''}`}>
      <header class="page-head">
        <h1 ref={heading} tabIndex={-1}>
          {title}
        </h1>
        {lead !== undefined && <p class="page-lead">{lead}</p>}
      </header>
      {children}
    </div>
  );
}
