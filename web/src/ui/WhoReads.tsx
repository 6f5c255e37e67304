// SPDX-License-Identifier: Apache-2.0
import type { ComponentChildren } from 'preact';
import { Icon } from './Icon';
import './who-reads.css';

/** Next to every place to write: who will be able to read it, in one sentence. */
export function WhoReads({ children }: { children: ComponentChildren }) {
  return (
    <p class="who-reads note">
      <Icon name="lock" />
      <span>{children}</span>
    </p>
  );
}
