// SPDX-License-Identifier: Apache-2.0
import { Notice } from '../ui/Notice';
import { t } from '../ui/text';
import type { KnownAlliance } from './alliances-model';

/** Plain and unmissable: the key of somebody here is not the one this device knew. */
export function KeyNotice({ alliance }: { alliance: KnownAlliance }) {
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
