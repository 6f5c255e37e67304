// SPDX-License-Identifier: Apache-2.0
import type { ComponentChildren } from 'preact';
import './sideways.css';

/**
 * Something wider than a phone, in a frame that slides sideways; it can be reached and moved by
 * keyboard. The page itself never does.
 */
export function Sideways({ label, children }: { label: string; children: ComponentChildren }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section class="sideways" tabIndex={0} aria-label={label}>
      {children}
    </section>
  );
}
