// SPDX-License-Identifier: Apache-2.0
// What was done, in words.

import { t } from '../ui/text';
import type { Actor, RecordLine } from './record';

/** How somebody is called at the beginning of a sentence. */
export function actorInWords(by: Actor): string {
  switch (by.kind) {
    case 'me':
      return t('You');
    case 'named':
      return by.name;
    case 'role':
      return by.role === 'therapist' ? t('A therapist') : t('A client');
    case 'unknown':
      return t('Somebody');
  }
}

/** By whoever the record belongs to. */
function mineInWords({ action, outcome }: RecordLine): string | null {
  switch (action) {
    case 'sign_in':
      return outcome === 'done' ? t('You signed in.') : null;
    case 'slot_changed':
      return t('You changed your pass phrase or your recovery code.');
    case 'factor_changed':
      return t('You changed how you show that it is you.');
    case 'key_changed':
      return t('Your account got a new key.');
    case 'way_back_stopped':
      return t('You stopped a link that could give your account a new key.');
    case 'invited':
      return t('You made an invitation.');
    case 'joined':
      return t('You joined.');
    case 'left':
      return t('You left.');
    case 'released':
      return outcome === 'done'
        ? t('You released the joint record to be copied.')
        : t('You did not release the joint record.');
    case 'exported':
      return t('You took a copy.');
    default:
      return null;
  }
}

/** A sentence for one line. */
export function lineInWords(line: RecordLine): string {
  const mine = line.by.kind === 'me' ? mineInWords(line) : null;
  if (mine !== null) return mine;
  const who = actorInWords(line.by);
  switch (line.action) {
    case 'sign_in':
      return t('Somebody tried to sign in with your name, and the secret was wrong.');
    case 'slot_changed':
      return t('{who} changed a way into your account.', { who });
    case 'factor_changed':
      return t('{who} changed how you show that it is you.', { who });
    case 'key_changed':
      return t('{who} gave your account a new key.', { who });
    case 'way_back_given':
      return t('{who} made a link that can give your account a new key.', { who });
    case 'way_back_stopped':
      return t('{who} stopped a link that could give your account a new key.', { who });
    case 'checks_read':
      return t('{who} looked at your answers from the closing minutes.', { who });
    case 'closing_read':
      return t('{who} looked at your answers from one closing minute.', { who });
    case 'days_read':
      return t('{who} looked at how your days were.', { who });
    case 'grant_given':
      return t('{who} gave your device a key to what you write to each other.', { who });
    case 'joined':
      return t('{who} joined.', { who });
    case 'left':
      return t('{who} ended your place in what you shared.', { who });
    case 'exported':
      return t('{who} took a copy of your data.', { who });
    case 'recovery_granted':
      return t('{who} sealed your record to the practice’s recovery key, too.', { who });
    case 'recovery_key_used':
      return t('Your record was taken out to be opened with the practice’s recovery key.');
    case '':
      return t('There is an entry here that this device cannot read.');
    default:
      return t('{who} did something that this version of Rapport has no words for: {action}.', {
        who,
        action: line.action,
      });
  }
}
