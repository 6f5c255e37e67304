// SPDX-License-Identifier: Apache-2.0
// What went wrong, in words for people, and which field it belongs to.

import { HttpError } from '../net/http';
import { t, tn } from '../ui/text';
import { VaultError } from '../vault/vault';
import { PasskeyStopped } from './authenticator';
import type { PassphraseFault } from './passphrase-rules';
import { StepStopped } from './step-stopped';

/** A sentence, and the field it stands at; null when it belongs to no single one. */
export type Problem = { text: string; field: string | null };

/** What the person was doing, so that the same answer gets the right words. */
export type Doing =
  | 'passphrase'
  | 'recovery'
  | 'sign_up'
  | 'slot'
  | 'proof'
  | 'second'
  | 'factor'
  | 'passkey'
  | 'way_back';

/** Words for anything that an account call or the vault can throw. */
export function problemOf(error: unknown, doing: Doing): Problem {
  if (error instanceof VaultError) return vaultProblem(error);
  if (error instanceof HttpError) return httpProblem(error, doing);
  if (error instanceof PasskeyStopped) {
    return {
      text: t('No passkey was used. Nothing was changed; you can try again or go another way.'),
      field: null,
    };
  }
  if (error instanceof StepStopped) {
    return { text: t('You stopped before the second step. Nothing was changed.'), field: null };
  }
  return { text: t('Something went wrong on this device. Load the page again.'), field: null };
}

/** Why a pass phrase cannot be used. */
export function faultInWords(fault: PassphraseFault): string {
  switch (fault) {
    case 'short':
      return t('A pass phrase needs 15 letters or more.');
    case 'long':
      return t('This is longer than 1024 letters. A shorter one is just as safe.');
    case 'repeats':
      return t('This repeats the same letters. A few different words are better.');
    case 'row':
      return t('This is a row of keys. A few different words are better.');
    case 'common':
      return t('Many people use this one. A few words of your own are better.');
    case 'name':
      return t('This is mostly your name. A few other words are better.');
  }
}

function vaultProblem(error: VaultError): Problem {
  switch (error.code) {
    case 'weak_passphrase':
      return { text: faultInWords('short'), field: 'passphrase' };
    case 'wrong_secret':
      return { text: t('A letter of the code is wrong or missing.'), field: 'code' };
    case 'weak_parameters':
      return {
        text: t('The server asks this device to be careless with your keys. We stopped.'),
        field: null,
      };
    case 'tampered':
      return {
        text: t(
          'What the server gave does not belong to your keys. We stopped. Tell your practice.',
        ),
        field: null,
      };
    case 'bad_link':
      return { text: t('A part of the link is missing. Copy all of it.'), field: null };
    case 'locked':
    case 'no_secret':
    case 'changed_key':
    case 'two_lists':
    case 'not_fresh':
    case 'not_confirmed':
    case 'wrong_words':
    case 'no_video':
    case 'no_record':
    case 'too_long':
    case 'not_mine':
    case 'old_epoch':
      return { text: t(error.message), field: null };
  }
}

function httpProblem(error: HttpError, doing: Doing): Problem {
  if (error.status === 0) {
    return { text: t('The server cannot be reached. Please try again in a moment.'), field: null };
  }
  if (error.status === 429) {
    const wait = error.retryAfterS;
    return {
      text:
        wait === null
          ? t('Too many tries. Please wait a little.')
          : tn(
              wait,
              'Too many tries. Please wait a second.',
              'Too many tries. Please wait {n} seconds.',
            ),
      field: null,
    };
  }
  if (error.status === 410 && doing !== 'sign_up' && doing !== 'way_back') {
    return { text: t('That took a little long. Please begin again.'), field: null };
  }
  if (error.status === 401 && doing === 'passkey') {
    return {
      text: t('This passkey does not open an account here. Use your pass phrase.'),
      field: null,
    };
  }
  if (error.status === 400 && doing === 'factor' && error.field === 'code') {
    return {
      text: t('This is not what the app should show. Look at the clock of your phone, too.'),
      field: 'code',
    };
  }
  if (error.status === 401 && doing === 'recovery') {
    return { text: t('This name and this code do not belong together.'), field: 'code' };
  }
  if (error.status === 401) {
    return {
      text: t('This name and this pass phrase do not belong together.'),
      field: 'passphrase',
    };
  }
  if (doing === 'proof' && error.status === 400) {
    return { text: t('This is not the code of this account.'), field: 'code' };
  }
  if (doing === 'sign_up' && error.status === 409) {
    return { text: t('This sign-in name is taken. Choose another one.'), field: 'login' };
  }
  if (error.status === 410) {
    return { text: t('This link was used, taken back or ran out.'), field: null };
  }
  const field = error.field === 'login' || error.field === 'name' ? error.field : null;
  return { text: t(error.message), field };
}
