// SPDX-License-Identifier: Apache-2.0
import { Icon } from '../ui/Icon';
import { t } from '../ui/text';
import { FramingGuide } from './FramingGuide';
import { TrackVideo } from './TrackVideo';

type RoomSelfProps = { track: MediaStreamTrack; muted: boolean; guide: boolean };

/** One's own picture, small, near the camera; larger while the outline helps to sit in it. */
export function RoomSelf({ track, muted, guide }: RoomSelfProps) {
  return (
    <div class="room-self" data-guide={guide}>
      <TrackVideo track={track} label={t('Your own picture')} mirror />
      {guide && <FramingGuide />}
      {muted && (
        <span class="room-self-mute">
          <Icon name="micOff" label={t('You are muted')} />
        </span>
      )}
    </div>
  );
}
