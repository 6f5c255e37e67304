// SPDX-License-Identifier: Apache-2.0
import { useState } from 'preact/hooks';
import { t } from '../ui/text';
import type { SignsModel } from './signs-model';

type TalkAskProps = {
  signs: SignsModel;
  /** The name behind an account. */
  nameOf: (account: string) => string;
};

/** Somebody would like the talk mirror. A no is told to nobody: it just does not begin. */
export function TalkAsk({ signs, nameOf }: TalkAskProps) {
  const [left, setLeft] = useState(false);
  const { mine, others } = signs.mirror.value;
  const [first] = others;
  if (mine || left || first === undefined) return null;
  return (
    <div class="room-notice room-ask" role="status">
      <p>
        {t(
          '{name} would like to see, with you, how you share the time of talking. Nothing of it is kept or sent. You can stop it at any time.',
          { name: nameOf(first) },
        )}
      </p>
      <div class="room-ask-two">
        <button type="button" class="room-shown-yes" onClick={() => signs.setMirror(true)}>
          {t('Yes')}
        </button>
        <button type="button" class="room-shown-away" onClick={() => setLeft(true)}>
          {t('No')}
        </button>
      </div>
    </div>
  );
}
