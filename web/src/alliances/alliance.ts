// SPDX-License-Identifier: Apache-2.0
// An alliance as the server tells it (docs/protocol.md, Alliances and invitations).

import type { MemberKey } from '../vault/vault';

/** Someone who belongs to an alliance. */
export type Member = MemberKey & { name: string; joined_ms: number };

/** The newest invitation of an alliance. */
export type Invitation = {
  id: string;
  state: 'open' | 'used' | 'revoked' | 'expired';
  expires_ms: number;
};

/** One alliance. `seq` is the number of its newest event. */
export type Alliance = {
  id: string;
  kind: 'pair';
  conversation: string;
  created_ms: number;
  seq: number;
  /** The therapist's own word for someone who has not joined yet; '' when there is none. */
  label: string;
  members: Member[];
  invitation: Invitation | null;
};
