// SPDX-License-Identifier: Apache-2.0
import { useEffect, useRef, useState } from 'preact/hooks';
import { t } from '../ui/text';
import './ladder.css';
import type { LadderModel } from './ladder-model';
import { delayWords, ladderWords, mustWrite } from './ladder-words';
import type { Medium } from './visit';

type LineNoticeProps = {
  ladder: LadderModel;
  medium: Medium;
  nameOf: (account: string) => string;
  /** The voice is gone: writing is how to go on. */
  onMustWrite: () => void;
};

const BACK_SHOWN_MS = 8000;

/** The quiet line that says what the call does on a weak line, and when it is better again. */
export function LineNotice({ ladder, medium, nameOf, onMustWrite }: LineNoticeProps) {
  const lines = ladder.lines.value;
  const writing = lines.some(mustWrite);
  const wasWriting = useRef(false);
  const [back, setBack] = useState(false);
  useEffect(() => {
    if (writing) {
      setBack(false);
      onMustWrite();
    } else if (wasWriting.current && lines.length > 0) setBack(true);
    wasWriting.current = writing;
  }, [writing]);
  useEffect(() => {
    if (!back) return;
    const timer = setTimeout(() => setBack(false), BACK_SHOWN_MS);
    return () => clearTimeout(timer);
  }, [back]);
  const agreed = medium === 'video' ? 'video' : 'voice';
  const steps = lines.map((line) => ladderWords(line, nameOf(line.account), agreed));
  const slow = lines.filter(({ delay }) => delay !== 'none');
  const [worst = null] = [...slow].sort(
    (a, b) => Number(b.delay === 'long') - Number(a.delay === 'long'),
  );
  // Where nothing is heard, pauses are not the question.
  const pauses =
    worst === null || writing
      ? null
      : delayWords(worst, slow.length > 1 ? t('any of you') : nameOf(worst.account));
  const said = [...steps, pauses].filter((one) => one !== null);
  const words = back ? [t('You hear each other again. You can speak.')] : said;
  return (
    <div role="status">
      {words.length > 0 && (
        <div class="room-notice room-line">
          {[...new Set(words)].map((one) => (
            <p key={one}>{one}</p>
          ))}
        </div>
      )}
    </div>
  );
}
