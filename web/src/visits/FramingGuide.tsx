// SPDX-License-Identifier: Apache-2.0
import { t } from '../ui/text';
import './framing.css';

/** An outline to sit in: head and shoulders, the eyes a third from the top. Drawn over one's own picture. */
export function FramingGuide() {
  return (
    <svg
      class="framing"
      viewBox="0 0 160 120"
      preserveAspectRatio="xMidYMid slice"
      role="img"
      aria-label={t('An outline: head and shoulders, eyes a third from the top')}
    >
      <path d="M80 12c15 0 23 11 23 26 0 17-9 32-23 32S57 55 57 38c0-15 8-26 23-26z" />
      <path d="M22 122c2-24 17-36 38-42 3 7 10 11 20 11s17-4 20-11c21 6 36 18 38 42" />
      <path class="framing-eyes" d="M44 40h72" />
    </svg>
  );
}
