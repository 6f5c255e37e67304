// SPDX-License-Identifier: Apache-2.0
import { useEffect, useRef } from 'preact/hooks';

type TrackVideoProps = {
  track: MediaStreamTrack;
  /** What it shows, for those who do not see it. */
  label: string;
  /** One's own picture, the way a mirror shows it. */
  mirror?: boolean;
  class?: string;
};

/** A picture without sound: sound has its own element, so that a picture never blocks it. */
export function TrackVideo({ track, label, mirror = false, class: look = '' }: TrackVideoProps) {
  const element = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    const video = element.current;
    if (video === null) return;
    video.srcObject = new MediaStream([track]);
    // Muted and inline may always play; if a browser still says no, the next touch tries again.
    const play = () => void video.play().catch(() => {});
    play();
    addEventListener('pointerdown', play);
    return () => {
      removeEventListener('pointerdown', play);
      video.srcObject = null;
    };
  }, [track]);
  return (
    <video
      ref={element}
      class={`${look}${mirror ? ' track-mirror' : ''}`}
      aria-label={label}
      muted
      playsInline
      autoPlay
      disablePictureInPicture
    />
  );
}
