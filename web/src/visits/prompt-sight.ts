// SPDX-License-Identifier: Apache-2.0
// What the prompts go by at this moment, read off the session, the call and the signs.

import type { PeerView } from './call';
import type { PromptSight } from './prompts-model';
import type { Gone } from './room-others';
import type { Stage } from './room-stage';
import type { SignsModel } from './signs-model';

/** Null outside the room. Whoever only writes is not heard, whatever their line does. */
export function sightOf(
  stage: Stage,
  peers: readonly PeerView[],
  signs: Pick<SignsModel, 'shown' | 'feelings' | 'hiddenOthers'>,
  gone: Gone,
): PromptSight | null {
  if (stage.kind !== 'room') return null;
  const { visit } = stage;
  const states = peers.map(({ account, state }) =>
    state.kind === 'flowing' && gone.voice.has(account) ? 'lost' : state.kind,
  );
  return {
    startedMs: visit.started_ms,
    endsMs: visit.starts_ms + visit.minutes * 60_000 + visit.lost_ms,
    heard: states.includes('flowing') ? true : states.includes('lost') ? false : null,
    seen:
      visit.medium === 'video'
        ? peers.some((peer) => shows(peer) && !gone.picture.has(peer.account))
        : null,
    hidden: signs.hiddenOthers.value.length > 0,
    signs: signs.shown.value,
    feelings: signs.feelings.value,
  };
}

function shows({ theirSending, remote }: PeerView): boolean {
  return theirSending?.camera === true && remote.video !== null;
}
