// SPDX-License-Identifier: Apache-2.0
// Takes the frames of a call where they are still, or again, outside of the seal: on both sides of the
// transform in the worker that seals and opens them. What comes in there has its SRTP taken off: it is
// what whoever holds the keys of the line would have.

const FRAMES = 100;

/** In the worker: keeps a copy of the first frames of each kind before and after their transform. */
function tap(most) {
  const roles = new WeakMap();
  const proto = globalThis.RTCRtpScriptTransformer.prototype;
  const readable = Object.getOwnPropertyDescriptor(proto, 'readable');
  Object.defineProperty(proto, 'readable', {
    ...readable,
    get() {
      const stream = readable.get.call(this);
      roles.set(stream, this.options);
      return stream;
    },
  });
  globalThis.tapped = [];
  const copying = ({ side, kind }, when) => {
    let left = most;
    return new TransformStream({
      transform(frame, out) {
        const hex = () => [...new Uint8Array(frame.data)].map((b) => b.toString(16).padStart(2, 0));
        if (left-- > 0) globalThis.tapped.push({ side, kind, when, bytes: hex().join('') });
        out.enqueue(frame);
      },
    });
  };
  const pipeThrough = ReadableStream.prototype.pipeThrough;
  ReadableStream.prototype.pipeThrough = function (pair) {
    const role = roles.get(this);
    if (role === undefined) return pipeThrough.call(this, pair);
    const before = pipeThrough.call(this, copying(role, 'before'));
    return pipeThrough.call(pipeThrough.call(before, pair), copying(role, 'after'));
  };
}

/** Taps every worker of the page that handles frames, from now on. */
export function tapFrames(page) {
  page.on('worker', (worker) => {
    if (/\/workers\/frames-/.test(worker.url())) worker.evaluate(tap, FRAMES).catch(() => {});
  });
}

/** The frames tapped so far on one side and kind, as bytes: `when` is before or after the transform. */
export async function tapped(page, side, kind, when) {
  const all = [];
  for (const worker of page.workers()) {
    if (!/\/workers\/frames-/.test(worker.url())) continue;
    const frames = await worker.evaluate(
      (want) =>
        globalThis.tapped
          .filter(
            (one) => one.side === want.side && one.kind === want.kind && one.when === want.when,
          )
          .map(({ bytes }) => bytes),
      { side, kind, when },
    );
    all.push(...frames.map((bytes) => Buffer.from(bytes, 'hex')));
  }
  return all;
}
