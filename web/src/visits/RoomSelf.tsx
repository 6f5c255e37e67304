// SPDX-License-Identifier: Apache-2.0
import { Icon } from '../ui/Icon';
import { t } from '../ui/text';
import { TrackVideo } from './TrackVideo';

/** One's own picture, small, near the camera. */
export function RoomSelf({ track, muted }: { track: MediaStreamTrack; muted: boolean }) {
  return (
    <div class="room-self">
      <TrackVideo track={track} label={t('Your own picture')} mirror />
      {muted && (
        <span class="room-self-mute">
          <Icon name="micOff" label={t('You are muted')} />
        </span>
      )}
    </div>
  );
}
