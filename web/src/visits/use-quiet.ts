// SPDX-License-Identifier: Apache-2.0
// Controls that step back while two people look at each other, and return with any movement.

import { useEffect, useState } from 'preact/hooks';

/** Nothing was touched for this long: the controls may fade. */
export const QUIET_MS = 5000;

/** True while nothing was touched for a while and `may` allows it; never for those who want no motion. */
export function useQuiet(may: boolean): boolean {
  const [quiet, setQuiet] = useState(false);
  useEffect(() => {
    setQuiet(false);
    if (!may || matchMedia('(prefers-reduced-motion: reduce)').matches) return;
    let timer = setTimeout(() => setQuiet(true), QUIET_MS);
    const stir = () => {
      clearTimeout(timer);
      setQuiet(false);
      timer = setTimeout(() => setQuiet(true), QUIET_MS);
    };
    const kinds = ['pointermove', 'pointerdown', 'keydown', 'focusin'] as const;
    for (const kind of kinds) addEventListener(kind, stir, { passive: true });
    return () => {
      clearTimeout(timer);
      for (const kind of kinds) removeEventListener(kind, stir);
    };
  }, [may]);
  return quiet;
}
