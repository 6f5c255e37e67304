// SPDX-License-Identifier: Apache-2.0
// How long the line was gone, for as long as that is worth telling.

import { useEffect, useState } from 'preact/hooks';
import type { CallState } from './call';

const GAP_SHOWN_MS = 6000;

/** The length of the last gap, ms; 0 when there was none, or it has been told. */
export function useGap(state: CallState | null): number {
  const [gapMs, setGapMs] = useState(0);
  const latest = state?.kind === 'flowing' ? state.gapMs : 0;
  useEffect(() => {
    setGapMs(latest);
    if (latest === 0) return;
    const timer = setTimeout(() => setGapMs(0), GAP_SHOWN_MS);
    return () => clearTimeout(timer);
  }, [state]);
  return gapMs;
}
