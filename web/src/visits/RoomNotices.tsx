// SPDX-License-Identifier: Apache-2.0

type RoomNoticesProps = {
  /** In the order of importance; null where there is nothing to say. */
  words: (string | null)[];
};

/** The one place where the room says something: one sentence at a time, the most important first. */
export function RoomNotices({ words }: RoomNoticesProps) {
  const first = words.find((one) => one !== null);
  return (
    <div class="room-said" role="status">
      {first !== undefined && <p class="room-notice">{first}</p>}
    </div>
  );
}
