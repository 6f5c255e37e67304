// SPDX-License-Identifier: Apache-2.0
// A phone must not go dark while someone is speaking.

import { useEffect } from 'preact/hooks';

/** Keeps the screen on while the component stands; browsers that cannot are left alone. */
export function useAwake(): void {
  useEffect(() => {
    let lock: WakeLockSentinel | null = null;
    let over = false;
    const ask = async () => {
      if (document.visibilityState !== 'visible' || !('wakeLock' in navigator)) return;
      try {
        const got = await navigator.wakeLock.request('screen');
        if (over) await got.release();
        else lock = got;
      } catch {
        // Low battery or a setting; the person's choice stands.
      }
    };
    // The browser takes the lock back when the page is hidden.
    const onVisible = () => void ask();
    document.addEventListener('visibilitychange', onVisible);
    void ask();
    return () => {
      over = true;
      document.removeEventListener('visibilitychange', onVisible);
      lock?.release().catch(() => {});
    };
  }, []);
}
