// SPDX-License-Identifier: Apache-2.0
import { useEffect, useState } from 'preact/hooks';
import type { LiveState } from '../net/live';
import { t } from '../ui/text';
import './line.css';

const PATIENCE_MS = 4_000; // shorter breaks are nobody's concern

/** Says that the line is down, once it is for more than a moment. */
export function LineNotice({ line }: { line: LiveState }) {
  const [long, setLong] = useState(false);
  const down = line === 'waiting' || line === 'connecting';
  useEffect(() => {
    setLong(false);
    if (!down) return;
    const timer = setTimeout(() => setLong(true), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, [down]);
  return (
    <div class="line-notice" role="status">
      {down && long && (
        <p>{t('The line is down. What you see may be older. It comes back by itself.')}</p>
      )}
    </div>
  );
}
