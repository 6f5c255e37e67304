// SPDX-License-Identifier: Apache-2.0
// What two devices say to each other to make a call. Every one of these travels signed and sealed
// (type 'signal'), so the fingerprints inside are as trustworthy as the key that signed them.

import { isShare, type KeyBox, parseKeyBox } from '../frames/key-box';
import { parseToldLine, type ToldLine } from './peer-line';

/** What a device sends right now; the other side shows a name instead of a picture by it. */
export type Sending = {
  /** `interrupted`: another app on the device has it; nobody wanted that. */
  microphone: 'none' | 'muted' | 'on' | 'interrupted';
  camera: boolean | 'interrupted';
};

/**
 * One signal. `from` names the connection that speaks, `to` the one spoken to: both are made fresh
 * for each connection, so that an old signal played back by anybody is addressed to nobody.
 */
export type CallSignal =
  /**
   * I have a new connection, for the member `for`. `to` is null when I do not know theirs. `share` is what
   * a media key for me is boxed with; null when this browser cannot seal frames.
   */
  | {
      kind: 'hello';
      from: string;
      to: string | null;
      for: string;
      device: string;
      share: string | null;
      sending: Sending;
    }
  /**
   * With the key that what I send is sealed under; null when frames are not sealed between us, and while
   * the door is not open.
   */
  | {
      kind: 'description';
      from: string;
      to: string;
      type: 'offer' | 'answer';
      sdp: string;
      key: KeyBox | null;
    }
  | { kind: 'candidates'; from: string; to: string; candidates: RTCIceCandidateInit[] }
  /** The door is open: my key; or somebody left: my new one. */
  | { kind: 'key'; from: string; to: string; key: KeyBox }
  /** My microphone or camera changed. */
  | { kind: 'sending'; from: string; to: string; sending: Sending }
  /** What I send on this line and why, and how I hear you. */
  | { kind: 'line'; from: string; to: string; line: ToldLine }
  /** Another device of yours took your place. */
  | { kind: 'moved'; from: string; to: string }
  /** I left on purpose; do not wait for my media. */
  | { kind: 'bye'; from: string; to: string };

const ID_LETTERS = 64;
const SDP_LETTERS = 40_000;
const CANDIDATES = 100;

/** Reads an opened signal body; null when it is not one. Members are trusted to sign, not to be right. */
export function parseCallSignal(body: unknown): CallSignal | null {
  if (typeof body !== 'object' || body === null) return null;
  const it = body as Record<string, unknown>;
  const { from, to } = it;
  if (!isId(from)) return null;
  if (it.kind === 'hello') {
    const sending = parseSending(it.sending);
    if ((to !== null && !isId(to)) || !isId(it.for) || !isId(it.device)) return null;
    if (it.share !== null && !isShare(it.share)) return null;
    const { device, share } = it;
    return sending && { kind: 'hello', from, to, for: it.for, device, share, sending };
  }
  if (!isId(to)) return null;
  switch (it.kind) {
    case 'description':
      if (it.type !== 'offer' && it.type !== 'answer') return null;
      if (typeof it.sdp !== 'string' || it.sdp.length > SDP_LETTERS) return null;
      return {
        kind: 'description',
        from,
        to,
        type: it.type,
        sdp: it.sdp,
        key: parseKeyBox(it.key),
      };
    case 'key': {
      const key = parseKeyBox(it.key);
      return key === null ? null : { kind: 'key', from, to, key };
    }
    case 'candidates': {
      if (!Array.isArray(it.candidates) || it.candidates.length > CANDIDATES) return null;
      const candidates = it.candidates.map(parseCandidate);
      if (!candidates.every((candidate) => candidate !== null)) return null;
      return { kind: 'candidates', from, to, candidates };
    }
    case 'sending': {
      const sending = parseSending(it.sending);
      return sending === null ? null : { kind: 'sending', from, to, sending };
    }
    case 'line': {
      const line = parseToldLine(it.line);
      return line === null ? null : { kind: 'line', from, to, line };
    }
    case 'moved':
    case 'bye':
      return { kind: it.kind, from, to };
    default:
      return null;
  }
}

function isId(value: unknown): value is string {
  return typeof value === 'string' && value.length > 0 && value.length <= ID_LETTERS;
}

function parseSending(value: unknown): Sending | null {
  if (typeof value !== 'object' || value === null) return null;
  const { microphone, camera } = value as Record<string, unknown>;
  if (typeof camera !== 'boolean' && camera !== 'interrupted') return null;
  switch (microphone) {
    case 'none':
    case 'muted':
    case 'on':
    case 'interrupted':
      return { microphone, camera };
    default:
      return null;
  }
}

function parseCandidate(value: unknown): RTCIceCandidateInit | null {
  if (typeof value !== 'object' || value === null) return null;
  const { candidate, sdpMid, sdpMLineIndex, usernameFragment } = value as Record<string, unknown>;
  if (typeof candidate !== 'string' || candidate.length > 1000) return null;
  return {
    candidate,
    sdpMid: typeof sdpMid === 'string' ? sdpMid : null,
    sdpMLineIndex: typeof sdpMLineIndex === 'number' ? sdpMLineIndex : null,
    usernameFragment: typeof usernameFragment === 'string' ? usernameFragment : null,
  };
}
