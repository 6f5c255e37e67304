// SPDX-License-Identifier: Apache-2.0
// What is read in and changed about a session description (RFC 8866) on its way between two devices.

/** The fingerprints a description names, as 'algorithm aa:bb:…' in lower case. */
export function fingerprints(sdp: string): string[] {
  const found = new Set<string>();
  for (const [, algorithm, value] of sdp.matchAll(/^a=fingerprint:(\S+) ([0-9A-Fa-f:]+)\s*$/gm)) {
    found.add(`${algorithm} ${value}`.toLowerCase());
  }
  return [...found];
}

/**
 * Asks for lost sound to be sent once more, as is usual for pictures: at 15 % loss almost nothing has to
 * be made up then. Browsers can do it for sound, but do not offer it by themselves.
 */
export function withVoiceRepair(sdp: string): string {
  const opus = /^a=rtpmap:(\d+) opus\/48000/im.exec(sdp)?.[1];
  if (opus === undefined || sdp.includes(`a=rtcp-fb:${opus} nack`)) return sdp;
  return sdp.replace(
    new RegExp(`^(a=rtpmap:${opus} opus/48000.*?)(\r?\n)`, 'im'),
    `$1$2a=rtcp-fb:${opus} nack$2`,
  );
}
