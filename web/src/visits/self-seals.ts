// SPDX-License-Identifier: Apache-2.0
// Seals for a call with oneself: two real workers, each with a key of its own that the other is given as
// two devices give theirs. So a check before a session proves the very path that a session takes.

import { createFrameSealer, type FrameSealer } from '../frames/frame-sealer';
import { startWorker } from '../net/worker-url';
import { randomId } from './browser-call';
import type { LineSeal } from './line-test';

/** The two ends, and what came of it. */
export type SelfSeals = {
  seals: { out: LineSeal; in: LineSeal };
  /** Sound was sealed at one end and opened at the other. */
  opened(): Promise<boolean>;
  close(): void;
};

/** Made once, since a worker cannot be given back. */
let ends: { out: FrameSealer; in: FrameSealer } | null = null;

/** Rejects where a worker does not run. */
export async function createSelfSeals(): Promise<SelfSeals> {
  ends ??= {
    out: createFrameSealer(startWorker('frames')),
    in: createFrameSealer(startWorker('frames')),
  };
  const { out, in: back } = ends;
  await Promise.all([out.ready, back.ready]);
  const from = out.link(randomId());
  const to = back.link(randomId());
  await to.take(await from.give(back.share()));
  return {
    seals: {
      out: { configuration: out.configuration, sender: from.sender, receiver: from.receiver },
      in: { configuration: back.configuration, sender: to.sender, receiver: to.receiver },
    },
    opened: async () => {
      const { audio, video } = (await to.counts()).in;
      return audio.passed + video.passed > 0;
    },
    close() {
      from.close();
      to.close();
    },
  };
}
