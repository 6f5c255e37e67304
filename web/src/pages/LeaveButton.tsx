// SPDX-License-Identifier: Apache-2.0
import { useEffect, useRef } from 'preact/hooks';
import { Icon } from '../ui/Icon';
import { t } from '../ui/text';
import { shiftWatch } from './leave';
import './wayout.css';

/** "Leave this page", and Shift three times. */
export function LeaveButton({ onLeave }: { onLeave: () => void }) {
  // Presses are counted on while the page around is drawn anew.
  const newest = useRef(onLeave);
  newest.current = onLeave;
  useEffect(() => {
    const watch = shiftWatch(() => newest.current());
    const onKey = (event: KeyboardEvent) => {
      if (!event.repeat) watch(event.key, event.timeStamp);
    };
    document.addEventListener('keydown', onKey, true);
    return () => document.removeEventListener('keydown', onKey, true);
  }, []);
  return (
    <button
      type="button"
      class="wayout wayout-leave"
      aria-label={t('Leave this page')}
      title={t('Leave this page. Shift three times does the same.')}
      onClick={onLeave}
    >
      <Icon name="leave" />
      <span class="wayout-short">{t('Leave')}</span>
      <span class="wayout-long">{t('Leave this page')}</span>
    </button>
  );
}
