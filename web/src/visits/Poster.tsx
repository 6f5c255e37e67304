// SPDX-License-Identifier: Apache-2.0

/** A name in place of a picture. */
export function Poster({ name, note }: { name: string; note: string }) {
  return (
    <div class="room-poster">
      <span class="room-initial" aria-hidden="true">
        {[...name.trim()][0]?.toLocaleUpperCase() ?? '·'}
      </span>
      <p class="room-name">{name}</p>
      <p class="room-poster-note">{note}</p>
    </div>
  );
}
