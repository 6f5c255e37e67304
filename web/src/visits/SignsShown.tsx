// SPDX-License-Identifier: Apache-2.0
import { t } from '../ui/text';
import { feelingInWords, signSentence, signWord } from './sign-words';
import type { Said, SignsModel } from './signs-model';

type SignsShownProps = {
  signs: SignsModel;
  /** The name behind an account. */
  nameOf: (account: string) => string;
};

/** What the others said without words, calmly, for a while; and what came of one's own sign. */
export function SignsShown({ signs, nameOf }: SignsShownProps) {
  const said = signs.said.value;
  return (
    <div class="room-shown" role="status">
      {signs.shown.value.map(({ id, from, what }) => (
        <div key={id} class="room-notice room-ask">
          <p>{signSentence(what, nameOf(from))}</p>
          <button type="button" class="room-shown-yes" onClick={() => signs.yes(id)}>
            {t('Yes')}
          </button>
        </div>
      ))}
      {signs.feelings.value.map(({ id, from, what }) => (
        <div key={id} class="room-notice room-ask room-feels">
          <p>
            {t('{name} shows: {feeling}', { name: nameOf(from), feeling: feelingInWords(what) })}
          </p>
          <button type="button" class="room-shown-away" onClick={() => signs.putAway(id)}>
            {t('Put away')}
          </button>
        </div>
      ))}
      {said !== null && <p class="room-said-sign">{saidWords(said, nameOf)}</p>}
    </div>
  );
}

/** Only what is known: that it is on its way, on their screen, or answered. */
function saidWords(said: Said, nameOf: (account: string) => string): string {
  const word = signWord(said.word);
  const names = (accounts: string[]) => accounts.map(nameOf).join(', ');
  if (said.sent === 'no') return t('{word}: not sent. The line is down.', { word });
  if (said.yesFrom.length > 0)
    return t('{word}: {name} says yes.', { word, name: names(said.yesFrom) });
  if (said.shownTo.length > 0)
    return t('{word}: {name} sees it.', { word, name: names(said.shownTo) });
  return t('{word}: on its way.', { word });
}
