// SPDX-License-Identifier: Apache-2.0
import { useState } from 'preact/hooks';
import { Notice } from '../ui/Notice';
import { t } from '../ui/text';
import type { KnownAlliance } from './alliances-model';
import type { MatchState } from './match-model';

type GivenAgainProps = { alliance: KnownAlliance; state: MatchState; me: string; name: string };

/** Under the words, when one of the two lost everything: what happens next, and that it has. */
export function GivenAgain({ alliance, state, me, name }: GivenAgainProps) {
  const [couldRead] = useState(alliance.canRead);
  const lost = alliance.members.filter((one) => one.left_ms === null && one.former_keys.length > 0);
  if (lost.length === 0) return null;
  if (state === 'given' || (!couldRead && alliance.canRead))
    return (
      <Notice kind="ok" title={t('You can read everything you wrote together again.')}>
        <p>{t('From now on you both write under a new key.')}</p>
      </Notice>
    );
  if (state === 'elsewhere')
    return (
      <Notice>
        <p>
          {t('What was lost is given again in a video session only, where you see each other.')}
        </p>
      </Notice>
    );
  if (state === 'failed')
    return (
      <Notice kind="problem">
        <p>{t('The old words could not be given again just now. Press “They match” once more.')}</p>
      </Notice>
    );
  if (couldRead && lost.every((one) => one.account === me)) return null;
  return (
    <p class="note">
      {alliance.canRead
        ? t(
            '{name} has new keys. When both of you have pressed “They match”, {name} can read again what you wrote together.',
            { name },
          )
        : t(
            'You have new keys. When both of you have pressed “They match”, you can read again what you wrote together.',
          )}
    </p>
  );
}
