// SPDX-License-Identifier: Apache-2.0
// Whom the talk mirror listens to at this moment.

import type { PeerView } from './call';
import type { Sending } from './call-signal';
import type { Voice } from './talk-model';

/** The person here first, then the others in the order given; nobody is heard while one is not private. */
export function voicesOf(
  mine: { audio: MediaStreamTrack | null; sending: Sending },
  others: readonly string[],
  peers: readonly PeerView[],
  hidden: boolean,
): Voice[] {
  if (hidden) return [null, ...others.map(() => null)];
  const theirs = others.map((account): Voice => {
    const peer = peers.find((one) => one.account === account);
    if (peer?.state.kind !== 'flowing') return null;
    return peer.theirSending?.microphone === 'on' ? (peer.remote.audio ?? 'silent') : 'silent';
  });
  return [mine.sending.microphone === 'on' ? (mine.audio ?? 'silent') : 'silent', ...theirs];
}
