// SPDX-License-Identifier: Apache-2.0
// What closing an account means (docs/protocol.md, Accounts).

import { fields, orNull, truth, whole } from '../net/read';

/** What goes now, and what has to wait. */
export type Erasure = {
  /** There is a clinical record that the practice may have to keep. */
  has_record: boolean;
  /** When the record goes; null without one. */
  until_ms: number | null;
  retention_years: number;
};

/** Throws TypeError naming the first field that is not as agreed. */
export function parseErasure(value: unknown): Erasure {
  const from = fields(value, 'erasure');
  return {
    has_record: truth(from, 'has_record'),
    until_ms: orNull(from, 'until_ms', whole),
    retention_years: whole(from, 'retention_years'),
  };
}
