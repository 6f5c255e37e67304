// SPDX-License-Identifier: Apache-2.0
// The time given back, for as long as that is worth telling.

import { useEffect, useRef, useState } from 'preact/hooks';

const LOST_SHOWN_MS = 10_000;

/** All that was lost so far, ms, for a while after it grew; else 0. */
export function useLost(lostMs: number): number {
  const known = useRef(lostMs);
  const [shownMs, setShownMs] = useState(0);
  useEffect(() => {
    if (lostMs === known.current) return;
    known.current = lostMs;
    setShownMs(lostMs);
    const timer = setTimeout(() => setShownMs(0), LOST_SHOWN_MS);
    return () => clearTimeout(timer);
  }, [lostMs]);
  return shownMs;
}
