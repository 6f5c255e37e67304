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

/** One of those who belong here, as the alliance names them. */
export type Person = { account: string; name: string; role: Role };

/** Everybody but oneself, in the order given. `faceless`: whose line carries no picture now. */
export function othersOf(
  visit: Visit,
  people: readonly Person[],
  peers: readonly PeerView[],
  faceless: ReadonlySet<string>,
): Other[] {
  return people.map(({ account, name }) => {
    const peer = peers.find((one) => one.account === account) ?? null;
    const sending = peer?.theirSending ?? null;
    const presence = presenceOf(visit, account);
    const call = peer?.state.kind ?? 'off';
    const noFace = (presence === 'dropped' && call !== 'flowing') || faceless.has(account);
    return {
      key: account,
      name,
      presence,
      picture: noFace ? null : pictureOf(visit.medium, sending, peer?.remote ?? null),
      voice: peer?.remote.audio ?? null,
      sending,
      call,
    };
  });
}

/** Only who says that a camera is on has a picture: the last frame of another is no face, nor is that
 * of somebody whose line is gone. */
function pictureOf(medium: Medium, sending: Sending | null, remote: Remote | null) {
  return medium === 'video' && sending?.camera === true ? (remote?.video ?? null) : null;
}
