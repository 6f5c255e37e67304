// SPDX-License-Identifier: Apache-2.0
import { useEffect, useRef, useState } from 'preact/hooks';
import { t } from '../ui/text';
import './level.css';
import { createLevelMeter } from './sounds';

/** Above this the microphone certainly heard something. */
const HEARD = 0.25;

/** How loud the microphone hears. The bar moves; the words change only when it heard the first sound. */
export function LevelBar({ track, muted }: { track: MediaStreamTrack; muted: boolean }) {
  const bar = useRef<HTMLDivElement>(null);
  const [heard, setHeard] = useState(false);
  useEffect(() => {
    setHeard(false);
    const meter = createLevelMeter(track);
    let shown = 0;
    let frame = 0;
    const draw = () => {
      const level = meter.level();
      if (level > HEARD) setHeard(true);
      // Up at once, down slowly, so that a word does not flicker.
      shown = Math.max(level, shown * 0.92);
      bar.current?.style.setProperty('--level', shown.toFixed(3));
      frame = requestAnimationFrame(draw);
    };
    draw();
    return () => {
      cancelAnimationFrame(frame);
      meter.stop();
    };
  }, [track]);
  const words = muted
    ? t('You are muted. Nobody hears you.')
    : heard
      ? t('We hear you.')
      : t('Say something. The bar moves when we hear you.');
  return (
    <div class="level">
      <div class="level-bar" ref={bar} aria-hidden="true" data-muted={muted ? 'yes' : undefined}>
        <span />
      </div>
      <p class="note" aria-live="polite">
        {words}
      </p>
    </div>
  );
}
