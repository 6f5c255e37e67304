// SPDX-License-Identifier: Apache-2.0
// When did a person really hear the other? Ten times a second the page looks at the voice its room plays:
// a stretch counts as voice when at least half of its samples came over the line, and were not made up
// by the browser to hide a hole. A connection whose voice no element of the page plays is not heard.

const LOOK_MS = 100;

/**
 * Notes from now on what every page of the context hears. Call before its first page opens. `heard` is
 * filled as it happens and outlives a reload: `{from, until, share, frames}`, times of this machine's
 * clock, `share` of the samples that were real (null: nothing was played).
 */
export async function listen(context) {
  const heard = [];
  await context.exposeBinding('noteVoice', (_source, stretch) => void heard.push(stretch));
  await context.addInitScript((lookMs) => {
    const Real = globalThis.RTCPeerConnection;
    const open = new Map();
    globalThis.RTCPeerConnection = class extends Real {
      constructor(...given) {
        super(...given);
        open.set(this, { all: 0, concealed: 0, frames: 0 });
      }
    };
    globalThis.openConnections = () => [...open.keys()];
    const started = Date.now() - performance.now();
    let from = performance.now();
    let looking = false;
    async function look() {
      if (looking) return;
      looking = true;
      const sum = { all: 0, concealed: 0, frames: 0 };
      const played = new Set();
      for (const { srcObject, paused } of document.querySelectorAll('audio, video'))
        if (!paused) for (const { id } of srcObject?.getAudioTracks() ?? []) played.add(id);
      for (const [connection, before] of open) {
        if (connection.connectionState === 'closed') {
          open.delete(connection);
          continue;
        }
        const now = { all: 0, concealed: 0, frames: 0 };
        let heardHere = false;
        for (const entry of (await connection.getStats()).values()) {
          if (entry.type !== 'inbound-rtp') continue;
          now.all += entry.totalSamplesReceived ?? 0;
          now.concealed += entry.concealedSamples ?? 0;
          now.frames += entry.framesDecoded ?? 0;
          if (entry.kind === 'audio' && played.has(entry.trackIdentifier)) heardHere = true;
        }
        const counted = heardHere ? ['all', 'concealed', 'frames'] : ['frames'];
        for (const name of counted) sum[name] += now[name] - before[name];
        open.set(connection, now);
      }
      const until = performance.now();
      const share = sum.all === 0 ? null : (sum.all - sum.concealed) / sum.all;
      globalThis.noteVoice({
        from: started + from,
        until: started + until,
        share,
        frames: sum.frames,
      });
      from = until;
      looking = false;
    }
    setInterval(look, lookMs);
  }, LOOK_MS);
  return heard;
}

/** True when the stretch was voice. */
export const isVoice = ({ share }) => share !== null && share >= 0.5;

/** How long between the two times nobody heard anything there, on no page of theirs, in ms. */
export function withoutVoice(heard, from, until) {
  const voice = heard.filter(isVoice).sort((one, other) => one.from - other.from);
  let silent = 0;
  let at = from;
  for (const stretch of voice) {
    if (stretch.until <= at || stretch.from >= until) continue;
    silent += Math.max(0, stretch.from - at);
    at = Math.min(stretch.until, until);
  }
  return Math.round(silent + (until - at));
}

/** The part of the samples that were made up between the two times, 0 to 1; 1 when nothing came. */
export function concealment(heard, from, until) {
  const stretches = heard.filter((one) => one.from >= from && one.until <= until);
  const shares = stretches.map(({ share }) => share ?? 0);
  if (shares.length === 0) return 1;
  return 1 - shares.reduce((sum, share) => sum + share, 0) / shares.length;
}

/** Pictures a second between the two times. */
export function pictures(heard, from, until) {
  const frames = heard
    .filter((one) => one.from >= from && one.until <= until)
    .reduce((sum, one) => sum + one.frames, 0);
  return (frames * 1000) / (until - from);
}
