// SPDX-License-Identifier: Apache-2.0
// What page and worker say to each other: a call by name, an answer by number.

import type { Vault, VaultErrorCode } from './vault';

/** Every call of the vault; the worker runs nothing that is not named here. */
export const CALLS = [
  'setClock',
  'newAccount',
  'adopt',
  'checkRecoveryCode',
  'recoveryAuthKey',
  'expectPassphrase',
  'authKey',
  'unlock',
  'resume',
  'lock',
  'confirm',
  'rewrap',
  'wrapForPasskey',
  'unlockByPasskey',
  'renewRecovery',
  'found',
  'invite',
  'linkToken',
  'acceptInvitation',
  'learn',
  'seal',
  'open',
  'openAll',
  'logs',
  'growLog',
  'proveKey',
  'compareHead',
  'doubtLogs',
  'trustLogsAgain',
  'post',
  'waiting',
  'posted',
  'reseal',
  'openThread',
  'sealLocal',
  'keepFile',
  'keptChunk',
  'forgetFile',
  'openChunk',
  'fileHash',
  'openLocal',
  'headsSeen',
  'safetyWords',
  'compared',
  'sayMatch',
  'regrant',
  'formerAuthKey',
  'openFormer',
  'newEpoch',
  'keyToTakeAway',
  'secretsToTakeAway',
  'fileToTakeAway',
  'recoveryBegin',
  'recoveryTyped',
  'recoveryFinish',
  'recoveryWords',
  'recoveryTrust',
  'recoveryNoticed',
  'recoveryConfirm',
  'recoveryGrants',
  'recordOpen',
  'recordKey',
  'recordFile',
] as const satisfies ReadonlyArray<keyof Vault>;

/** One of the names above. */
export type Call = (typeof CALLS)[number];

/** Page to worker. */
export type Request = { ref: number; call: Call; args: unknown[] };

/** Worker to page. `code` is null when it was not the vault's own refusal. */
export type Answer =
  | { ref: number; ok: true; value: unknown }
  | { ref: number; ok: false; code: VaultErrorCode | null; message: string };
