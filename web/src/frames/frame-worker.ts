// SPDX-License-Identifier: Apache-2.0
// Seals and opens frames beside the page: media keys live and die here.

import type { FrameAnswer, FrameCall, TransformRole } from './frame-calls';
import { type EncodedFrame, FrameEngine } from './frame-engine';

/** As much of RTCRtpScriptTransformer as is used. */
type Transformer = {
  readonly readable: ReadableStream<EncodedFrame>;
  readonly writable: WritableStream<EncodedFrame>;
  readonly options: TransformRole;
  sendKeyFrameRequest?(): Promise<void>;
};

/** A picture that cannot be opened is not asked for anew more often than this. */
const ASK_MS = 500;

const engine = new FrameEngine(() => performance.now());

addEventListener('rtctransform', (event) => {
  const { transformer } = event as Event & { transformer: Transformer };
  const { side, link, kind } = transformer.options;
  let askedMs = Number.NEGATIVE_INFINITY;
  const work = new TransformStream<EncodedFrame, EncodedFrame>({
    async transform(frame, out) {
      const passes = await (side === 'send'
        ? engine.seal(link, kind, frame)
        : engine.open(link, kind, frame));
      if (passes) out.enqueue(frame);
      else if (side === 'receive' && kind === 'video' && performance.now() - askedMs > ASK_MS) {
        // What comes next may hang on what was just left out.
        askedMs = performance.now();
        transformer.sendKeyFrameRequest?.().catch(() => {});
      }
    },
  });
  transformer.readable
    .pipeThrough(work)
    .pipeTo(transformer.writable)
    .catch(() => {
      // The connection was closed.
    });
});

async function answer(call: FrameCall): Promise<unknown> {
  switch (call.name) {
    case 'share':
      return engine.share();
    case 'give':
      return engine.give(call.theirs);
    case 'take':
      return engine.take(call.link, call.box);
    case 'leave':
      await engine.leave(call.theirs);
      return null;
    case 'counts':
      return engine.counts(call.link);
    case 'close':
      engine.close(call.link);
      return null;
  }
}

addEventListener('message', ({ data }: MessageEvent<FrameCall>) => {
  const { id } = data;
  answer(data).then(
    (value) => postMessage({ id, value } satisfies FrameAnswer),
    (error: unknown) => postMessage({ id, error: String(error) } satisfies FrameAnswer),
  );
});
