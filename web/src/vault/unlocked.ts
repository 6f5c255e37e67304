// SPDX-License-Identifier: Apache-2.0
// What the vault holds in memory while it is open.

import type { Bytes } from './bytes';
import type { Identity } from './openpgp-wrapper';

/** The open vault of one person. `account` is '' between making keys and the server's answer. */
export type Unlocked = {
  account: string;
  login: string;
  accountKey: Bytes;
  identity: Identity;
};
