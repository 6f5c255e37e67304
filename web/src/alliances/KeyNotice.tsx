// SPDX-License-Identifier: Apache-2.0
import { Notice } from '../ui/Notice';
import { t } from '../ui/text';
import type { KnownAlliance } from './alliances-model';

/** Plain and unmissable: the key of somebody here is not the one this device knew. */
export function KeyNotice({ alliance, me }: { alliance: KnownAlliance; me: string }) {
  const others = alliance.members.filter((one) => one.account !== me && one.left_ms === null);
  const cameBack = alliance.members.some((one) => one.account === me && one.former_keys.length > 0);
  if (cameBack && !alliance.canRead && others.length > 0)
    return (
      <Notice title={t('This opens again after a video session.')}>
        <p>
          {t(
            'You have new keys. When {name} and you have compared the eight words in a video session, you can read again what you wrote together.',
            { name: others.map((one) => one.name).join(', ') },
          )}
        </p>
      </Notice>
    );
  const changed = alliance.members.filter(
    ({ account, left_ms }) => left_ms === null && alliance.trust[account] === 'changed',
  );
  if (changed.length === 0) return null;
  const name = changed.map((member) => member.name).join(', ');
  return (
    <Notice kind="problem" title={t('The key of {name} has changed.', { name })}>
      <p>
        {t(
          'Perhaps {name} lost everything and began anew. Perhaps somebody pretends to be {name}. Nothing you write here is sent until you have compared the safety words in a video call.',
          { name },
        )}
      </p>
    </Notice>
  );
}
