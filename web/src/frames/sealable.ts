// SPDX-License-Identifier: Apache-2.0
// Which codecs frames may be sealed in. With any other the readable start would be wrong: the picture
// fails, or more of it stays readable than was meant.

const SEALABLE = { audio: ['opus'], video: ['vp8', 'rtx'] };

/** True when a description names no codec but those. */
export function isSealable(sdp: string): boolean {
  let kind: keyof typeof SEALABLE | null = null;
  for (const line of sdp.split(/\r?\n/)) {
    const media = /^m=(\S+)/.exec(line)?.[1];
    if (media !== undefined) {
      if (media !== 'audio' && media !== 'video') return false;
      kind = media;
    }
    const codec = /^a=rtpmap:\d+ ([^/\s]+)/.exec(line)?.[1];
    if (codec === undefined) continue;
    if (kind === null || !SEALABLE[kind].includes(codec.toLowerCase())) return false;
  }
  return true;
}
