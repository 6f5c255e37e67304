// SPDX-License-Identifier: Apache-2.0
import { useEffect, useRef, useState } from 'preact/hooks';
import { t } from '../ui/text';

type RemoteSoundProps = {
  track: MediaStreamTrack;
  /** The chosen speaker; null leaves it to the browser. */
  speaker: string | null;
};

/** The other's voice, in an element of its own. A browser that wants a touch first gets a button. */
export function RemoteSound({ track, speaker }: RemoteSoundProps) {
  const element = useRef<HTMLAudioElement>(null);
  const [blocked, setBlocked] = useState(false);
  useEffect(() => {
    const audio = element.current;
    if (audio === null) return;
    audio.srcObject = new MediaStream([track]);
    audio.play().then(
      () => setBlocked(false),
      (error: unknown) => {
        if (error instanceof DOMException && error.name === 'NotAllowedError') setBlocked(true);
      },
    );
    return () => {
      audio.srcObject = null;
    };
  }, [track]);
  useEffect(() => {
    const audio = element.current;
    if (audio === null || speaker === null || !('setSinkId' in audio)) return;
    // A speaker that is gone leaves the sound where it was.
    audio.setSinkId(speaker).catch(() => {});
  }, [speaker]);
  return (
    <>
      {/* biome-ignore lint/a11y/useMediaCaption: a live voice has no captions */}
      <audio ref={element} autoPlay />
      {blocked && (
        <button
          type="button"
          class="room-chip room-chip-act"
          onClick={() =>
            element.current?.play().then(
              () => setBlocked(false),
              () => {},
            )
          }
        >
          {t('Turn the sound on')}
        </button>
      )}
    </>
  );
}
