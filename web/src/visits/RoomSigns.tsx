// SPDX-License-Identifier: Apache-2.0
import { Icon } from '../ui/Icon';
import { t } from '../ui/text';
import { feelingInWords, signWord } from './sign-words';
import './signs.css';
import { SIGN_WORDS } from './signs';
import type { SignsModel } from './signs-model';

type RoomSignsProps = {
  signs: SignsModel;
  onFeeling: () => void;
};

/** Keys to the signs: Alt and this. */
const KEYS = { slower: 'S', pause: 'P', again: 'A' } as const;

/** What can be said without words, each with one tap or one key. */
export function RoomSigns({ signs, onFeeling }: RoomSignsProps) {
  const feeling = signs.feeling.value;
  const said = signs.said.value;
  return (
    <div class="room-signs" role="toolbar" aria-label={t('Without words')}>
      {SIGN_WORDS.map((word) => (
        <button
          key={word}
          type="button"
          class="room-sign"
          aria-keyshortcuts={`Alt+${KEYS[word]}`}
          title={`${signWord(word)} (Alt+${KEYS[word]})`}
          data-said={said?.word === word}
          onClick={() => signs.say(word)}
        >
          {signWord(word)}
        </button>
      ))}
      <button type="button" class="room-sign" data-said={feeling !== null} onClick={onFeeling}>
        {feeling === null ? t('Feeling') : feelingInWords(feeling)}
      </button>
      <button
        type="button"
        class="room-sign room-sign-hide"
        aria-keyshortcuts="Alt+N"
        title={`${t('Not private now')} (Alt+N)`}
        onClick={() => signs.setHidden(true)}
      >
        <Icon name="eyeOff" />
        {t('Not private')}
      </button>
    </div>
  );
}
