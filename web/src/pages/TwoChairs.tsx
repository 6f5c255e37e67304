// SPDX-License-Identifier: Apache-2.0

/** The house's picture: a window, daylight, two chairs turned to one another. Decoration. */
export function TwoChairs() {
  return (
    <svg class="chairs" viewBox="0 0 640 280" aria-hidden="true">
      <path class="chairs-light" d="M252 28h136v116H252z" />
      <path class="chairs-beam" d="M252 144h136l96 108H156z" />
      <path class="chairs-frame" d="M252 28h136v116H252zM320 28v116M252 86h136" />
      <path class="chairs-floor" d="M40 252h560" />
      <g class="chairs-left">
        <path d="M128 112c-16 0-26 12-24 28l8 64h104c10 0 18-8 18-18s-8-18-18-18h-56l-6-34c-2-14-12-22-26-22z" />
        <path class="chairs-leg" d="M124 204l-8 48M204 204l8 48" />
      </g>
      <g class="chairs-right">
        <path d="M512 112c16 0 26 12 24 28l-8 64H424c-10 0-18-8-18-18s8-18 18-18h56l6-34c2-14 12-22 26-22z" />
        <path class="chairs-leg" d="M516 204l8 48M436 204l-8 48" />
      </g>
      <g class="chairs-table">
        <path class="chairs-leg" d="M296 210h48M320 210v42M304 252h32" />
        <path
          class="chairs-leaf"
          d="M320 206c0-16-10-24-22-28 0 16 8 26 22 28zM320 206c0-20 8-32 24-38 2 20-8 34-24 38z"
        />
      </g>
    </svg>
  );
}
