// SPDX-License-Identifier: Apache-2.0
// The other people in the room as its stage draws them, read off the call and the session.

import type { CallState, PeerView } from './call';
import type { Sending } from './call-signal';
import type { Remote } from './handover';
import { type LineView, withoutPicture } from './ladder-model';
import { mustWrite } from './ladder-words';
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
  /** The line carries no voice now: both write. */
  voiceGone: boolean;
};

/** Whose line carries no picture, and whose no voice, now. */
export type Gone = { picture: ReadonlySet<string>; voice: ReadonlySet<string> };

/** One of those who belong here, as the alliance names them. */
export type Person = { account: string; name: string; role: Role };

/** As the ladder of each line tells it. */
export function goneOf(lines: readonly LineView[]): Gone {
  const unheard = lines.filter(mustWrite).map(({ account }) => account);
  return { picture: withoutPicture(lines), voice: new Set(unheard) };
}

/** No line carries this person's picture now: seeing it would say that the others do. */
export function unseenByAll(lines: readonly LineView[]): boolean {
  return lines.length > 0 && lines.every(({ rung }) => rung === 'voice' || rung === 'text');
}

/** Everybody but oneself, in the order given. */
export function othersOf(
  visit: Visit,
  people: readonly Person[],
  peers: readonly PeerView[],
  gone: Gone,
): Other[] {
  return people.map(({ account, name }) => {
    const peer = peers.find((one) => one.account === account) ?? null;
    const sending = peer?.theirSending ?? null;
    const presence = presenceOf(visit, account);
    const call = peer?.state.kind ?? 'off';
    const noFace = (presence === 'dropped' && call !== 'flowing') || gone.picture.has(account);
    return {
      key: account,
      name,
      presence,
      picture: noFace ? null : pictureOf(visit.medium, sending, peer?.remote ?? null),
      voice: peer?.remote.audio ?? null,
      sending,
      call,
      voiceGone: gone.voice.has(account),
    };
  });
}

/** Only who says that a camera is on has a picture: the last frame of another is no face, nor is that
 * of somebody whose line is gone. */
function pictureOf(medium: Medium, sending: Sending | null, remote: Remote | null) {
  return medium === 'video' && sending?.camera === true ? (remote?.video ?? null) : null;
}
