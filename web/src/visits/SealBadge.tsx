// SPDX-License-Identifier: Apache-2.0
import { Icon } from '../ui/Icon';
import { t } from '../ui/text';
import type { Seal } from './room-model';

/** Says "sealed" only where it is proved, and a plain sentence otherwise. */
export function SealBadge({ seal, name }: { seal: Seal; name: string }) {
  if (seal === 'none') return null;
  const warns = seal === 'open' || seal === 'dark';
  return (
    <p class={`room-chip room-seal${warns ? ' room-chip-warn' : ''}`}>
      <Icon name={warns ? 'alert' : 'lock'} />
      <span>{sealWords(seal, name)}</span>
    </p>
  );
}

function sealWords(seal: Exclude<Seal, 'none'>, name: string): string {
  switch (seal) {
    case 'sealed':
      return t('Sealed end to end');
    case 'unproved':
      return t('Sealed, but not proved to be {name}', { name });
    case 'line':
      return t('Sealed on the way. One of the two browsers cannot seal each picture by itself');
    case 'dark':
      return t(
        'Sound and picture are not sealed right, so nothing is shown. We are connecting again',
      );
    case 'open':
      return t('Not proved to be sealed');
  }
}
