// SPDX-License-Identifier: Apache-2.0
// The other people in the room as its stage draws them, read off the call and the session.

import type { CallState, PeerView } from './call';
import type { Sending } from './call-signal';
import type { Remote } from './peer';
import type { Role } from './room-stage';
import type { Medium, Presence, Visit } from './visit';
import { presenceOf } from './visit';

/** One other person. */
export type Other = {
  /** Stays the same for one person, whatever their connection does. */
  key: string;
  name: string;
  presence: Presence;
  /** null: a name stands in place of the picture. */
  picture: MediaStreamTrack | null;
  voice: MediaStreamTrack | null;
  /** What they say they send; null before they said anything. */
  sending: Sending | null;
  call: CallState['kind'];
};

/** The part of one line of the call read here. */
type Seen = Pick<PeerView, 'state' | 'remote' | 'theirSending'>;

/** Everybody but oneself. */
export function othersOf(visit: Visit, role: Role, name: string, call: Seen | null): Other[] {
  const sending = call?.theirSending ?? null;
  return [
    {
      key: 'other',
      name,
      presence: presenceOf(visit, role === 'client' ? 'therapist' : 'client'),
      picture: pictureOf(visit.medium, sending, call?.remote ?? null),
      voice: call?.remote.audio ?? null,
      sending,
      call: call?.state.kind ?? 'off',
    },
  ];
}

/** Only who says that a camera is on has a picture: the last frame of another is no face. */
function pictureOf(medium: Medium, sending: Sending | null, remote: Remote | null) {
  return medium === 'video' && sending?.camera === true ? (remote?.video ?? null) : null;
}
