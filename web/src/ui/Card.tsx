// SPDX-License-Identifier: Apache-2.0
import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';
import './card.css';

type CardProps = {
  /** A sentence, drawn as the heading of this piece of the page. */
  title?: ComponentChildren;
  /** A quiet line above the heading: when, or whose. */
  over?: ComponentChildren;
  children?: ComponentChildren;
  /** `next`: this is where the one next step is. `plain`: no ground of its own. */
  tone?: 'plain' | 'next';
  /** h2 unless the card stands inside another part. */
  level?: 2 | 3;
};

/** One thought of a page. With a title it is a region that can be jumped to. */
export function Card({ title, over, children, tone, level = 2 }: CardProps) {
  const id = useId();
  const Heading = level === 2 ? 'h2' : 'h3';
  return (
    <section
      class={`card${tone === undefined ? '' : ` card-${tone}`}`}
      aria-labelledby={title === undefined ? undefined : id}
    >
      {(title !== undefined || over !== undefined) && (
        <div class="card-head">
          {over !== undefined && <p class="note">{over}</p>}
          {title !== undefined && <Heading id={id}>{title}</Heading>}
        </div>
      )}
      {children}
    </section>
  );
}
