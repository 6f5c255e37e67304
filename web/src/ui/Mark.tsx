// SPDX-License-Identifier: Apache-2.0
import './mark.css';

/** The sign of the house: two circles that share a middle. */
export function Mark() {
  return (
    <svg class="mark" viewBox="0 0 40 26" aria-hidden="true">
      <path class="mark-shared" d="M20 3.5a11.5 11.5 0 0 1 0 19a11.5 11.5 0 0 1 0-19z" />
      <circle cx="13.5" cy="13" r="11.5" />
      <circle cx="26.5" cy="13" r="11.5" />
    </svg>
  );
}
