// SPDX-License-Identifier: Apache-2.0
// The waiting alert over what a browser has.

import type { ReadonlySignal } from '@preact/signals';
import { checkLaterScripts } from '../net/later-scripts';
import { t } from '../ui/text';
import type { Keep } from './device-choices';
import type { Visit } from './visit';
import { createWaitingAlert, type Notices, type WaitingAlert } from './waiting-alert';

/** Watches as long as it is not stopped. */
export function startWaitingAlert(
  visits: ReadonlySignal<readonly Visit[]>,
  keep: Keep | null,
): WaitingAlert {
  return createWaitingAlert({
    visits,
    keep,
    notices: 'Notification' in globalThis ? browserNotices() : null,
    hidden: () => document.visibilityState === 'hidden',
    chime: () => void chime().catch(() => undefined),
    mark: (on) => {
      document.title = on ? '• Rapport' : 'Rapport';
    },
  });
}

/** Fetched only for who chose a sound. */
async function chime(): Promise<void> {
  await checkLaterScripts();
  const { playChime } = await import('./sounds');
  playChime();
}

function browserNotices(): Notices {
  return {
    permission: () => Notification.permission,
    ask: () => Notification.requestPermission(),
    show() {
      try {
        const notice = new Notification('Rapport', {
          body: t('Somebody is in the waiting room.'),
          tag: 'rapport-waiting',
        });
        notice.onclick = () => {
          focus();
          notice.close();
        };
      } catch {
        // Chromium on Android has the constructor and throws: the mark and the sound remain.
      }
    },
  };
}
