// SPDX-License-Identifier: Apache-2.0
// One line of "Who opened my record": what the server says, held against the entry in the log.

import type { AuditEntry } from '../net/api-types';
import { type Fields, fields, list, object, orNull, text, whole } from '../net/read';
import { sha256 } from '../vault/boxes';
import { type Bytes, fromBase64url, sameBytes, toBase64url } from '../vault/bytes';
import { readCbor } from '../vault/cbor';
import { isProved, isSigned, type LogHead } from '../vault/log-head';

/** Who did it, as far as one may know. */
export type Actor =
  | { kind: 'me' }
  | { kind: 'named'; name: string }
  | { kind: 'role'; role: 'client' | 'therapist' }
  | { kind: 'unknown' };

/** What this device found: `waiting` is newer than the newest signed head. */
export type Check = 'proved' | 'waiting' | 'failed';

/** One thing that was done. */
export type RecordLine = {
  seq: number;
  at_ms: number;
  action: string;
  outcome: string;
  by: Actor;
  check: Check;
  /** How many hashes lead from the entry to the signed root. */
  steps: number;
};

/** A page of the list, newest first, as it came. */
export type RecordPage = { entries: AuditEntry[]; more: boolean; head: LogHead | null };

const proofOf = (from: Fields, field: string): string[] => list(from, field).map(String);

const headOf = (from: Fields, field: string): LogHead => {
  const head = object(from, field);
  return {
    size: whole(head, 'size'),
    root: text(head, 'root'),
    at_ms: whole(head, 'at_ms'),
    signature: text(head, 'signature'),
    key: text(head, 'key'),
  };
};

/** Reads the answer to `GET /api/audit`; throws TypeError when it has another shape. */
export function parseRecordPage(answer: unknown): RecordPage {
  const page = fields(answer, 'audit');
  return {
    entries: list(page, 'entries').map((one) => {
      const entry = fields(one, 'entry');
      return {
        seq: whole(entry, 'seq'),
        entry: text(entry, 'entry'),
        proof: orNull(entry, 'proof', proofOf),
        details: orNull(entry, 'details', text),
        name: orNull(entry, 'name', text),
      };
    }),
    more: page.values.more === true,
    head: orNull(page, 'head', headOf),
  };
}

type Read = { line: Omit<RecordLine, 'check' | 'steps'>; hash: Bytes | null; subject: string };

/** The entry and its opened box; null when it is none. */
function read(wire: AuditEntry, me: string): Read | null {
  const entry = readCbor(fromBase64url(wire.entry) ?? new Uint8Array(0));
  if (!Array.isArray(entry) || entry.length !== 9 || entry[0] !== 'rapport audit 1') return null;
  const [, seq, at_ms, subject, , action, outcome, hash] = entry;
  if (typeof seq !== 'number' || typeof at_ms !== 'number') return null;
  if (typeof action !== 'string' || typeof outcome !== 'string') return null;
  if (!(subject instanceof Uint8Array)) return null;
  return {
    line: { seq, at_ms, action, outcome, by: actorOf(wire, me) },
    hash: hash instanceof Uint8Array ? hash : null,
    subject: toBase64url(subject),
  };
}

function actorOf(wire: AuditEntry, me: string): Actor {
  const bytes = wire.details === null ? null : fromBase64url(wire.details);
  const details = bytes && readCbor(bytes);
  if (!Array.isArray(details) || details[0] !== 'rapport audit details 1')
    return { kind: 'unknown' };
  const [, , actor, role] = details;
  if (!(actor instanceof Uint8Array)) return { kind: 'unknown' };
  if (toBase64url(actor) === me) return { kind: 'me' };
  if (wire.name) return { kind: 'named', name: wire.name };
  return role === 'client' || role === 'therapist' ? { kind: 'role', role } : { kind: 'unknown' };
}

/** What is told beside the entry is what its hash stands for. */
async function tellsTheSame(wire: AuditEntry, hash: Bytes | null): Promise<boolean> {
  if (wire.details === null) return true; // nothing is told
  const details = fromBase64url(wire.details);
  return details !== null && hash !== null && sameBytes(await sha256(details), hash);
}

async function checkOne(wire: AuditEntry, head: LogHead | null, me: string): Promise<RecordLine> {
  const found = read(wire, me);
  const steps = wire.proof?.length ?? 0;
  if (found === null) {
    const lost = { seq: wire.seq, at_ms: 0, action: '', outcome: '' };
    return { ...lost, by: { kind: 'unknown' }, check: 'failed', steps };
  }
  const { line, hash, subject } = found;
  const right = line.seq === wire.seq && subject === me && (await tellsTheSame(wire, hash));
  if (!right) return { ...line, check: 'failed', steps };
  const newer = head === null || line.seq >= head.size;
  if (newer) return { ...line, check: 'waiting', steps };
  return { ...line, check: (await isProved(wire, head)) ? 'proved' : 'failed', steps };
}

/** Checks a page on this device. A head that is not signed proves nothing. */
export async function checkPage(page: RecordPage, me: string): Promise<RecordLine[]> {
  const signed = page.head !== null && (await isSigned('audit', page.head)) !== false;
  const lines = await Promise.all(page.entries.map((wire) => checkOne(wire, page.head, me)));
  return page.head === null || signed ? lines : lines.map((line) => ({ ...line, check: 'failed' }));
}

/** The same thing several times running, on one day. */
export type RecordRow = { key: number; lines: RecordLine[] };

/** Newest first; what repeats itself on one day is one row. `dayOf` names the day of a moment. */
export function rowsOf(lines: RecordLine[], dayOf: (atMs: number) => string): RecordRow[] {
  const rows: RecordRow[] = [];
  for (const line of lines) {
    const row = rows.at(-1);
    const before = row?.lines[0];
    const same =
      before !== undefined &&
      before.action === line.action &&
      before.outcome === line.outcome &&
      before.check === line.check &&
      JSON.stringify(before.by) === JSON.stringify(line.by) &&
      dayOf(before.at_ms) === dayOf(line.at_ms);
    if (same) row?.lines.push(line);
    else rows.push({ key: line.seq, lines: [line] });
  }
  return rows;
}
