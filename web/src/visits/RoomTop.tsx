// SPDX-License-Identifier: Apache-2.0
import { t, tn } from '../ui/text';
import type { Seal } from './room-model';
import { SealBadge } from './SealBadge';

type RoomTopProps = {
  seal: Seal;
  /** The other person. */
  name: string;
  /** Of the agreed time; none or fewer when it is over. */
  minutes: number;
  /** In writing: who is here, in words. */
  here: string | null;
  onCompare: () => void;
  /** Opens the talk mirror; null while not everybody wants it. */
  onTalk: (() => void) | null;
  /** Opens what was shared before the session; null without it. */
  onArrival: (() => void) | null;
};

/** The quiet line above the faces: how the line is sealed, the words to compare, the time left. */
export function RoomTop({ seal, name, minutes, here, onCompare, onTalk, onArrival }: RoomTopProps) {
  return (
    <div class="room-top">
      {here !== null && (
        <p class="room-here">
          {name}. {here}
        </p>
      )}
      <SealBadge seal={seal} name={name} />
      <button type="button" class="room-chip room-words" onClick={onCompare}>
        {t('Compare words')}
      </button>
      {onArrival !== null && (
        <button type="button" class="room-chip room-words" onClick={onArrival}>
          {t('Shared for today')}
        </button>
      )}
      {onTalk !== null && (
        <button type="button" class="room-chip room-words" onClick={onTalk}>
          {t('Time of talking')}
        </button>
      )}
      <p class="room-chip room-time">
        {minutes > 0
          ? tn(minutes, '{n} minute left', '{n} minutes left')
          : t('The agreed time is over')}
      </p>
    </div>
  );
}
