// SPDX-License-Identifier: Apache-2.0
// Sessions in words. Pure: now and the reader's zone are arguments.

import { HttpError } from '../net/http';
import { t, tn } from '../ui/text';
import { clock } from '../ui/time';
import type { Medium, Visit } from './visit';
import { offsetMs, zoneCity } from './wall-time';

/** "50 minutes by video." */
export function lengthWords(minutes: number, medium: Medium): string {
  switch (medium) {
    case 'video':
      return tn(minutes, '{n} minute by video.', '{n} minutes by video.');
    case 'voice':
      return tn(minutes, '{n} minute by voice.', '{n} minutes by voice.');
    case 'text':
      return tn(minutes, '{n} minute in writing.', '{n} minutes in writing.');
  }
}

/** "18:00 where you are, 17:00 in Lisbon." Empty when both clocks show the same. */
export function bothZones(startsMs: number, agreedZone: string, ownZone: string): string {
  if (offsetMs(startsMs, agreedZone) === offsetMs(startsMs, ownZone)) return '';
  return t('{here} where you are, {there} in {city}.', {
    here: clock(startsMs, ownZone),
    there: clock(startsMs, agreedZone),
    city: zoneCity(agreedZone),
  });
}

/** What became of a session that is over. */
export function overWords(visit: Visit): string {
  switch (visit.state) {
    case 'cancelled':
      return t('This session was called off.');
    case 'lapsed':
      return t('This session did not take place.');
    case 'ended':
      return t('This session has ended.');
    case 'planned':
    case 'open':
      return '';
  }
}

/** Why the server or the line said no, for people. */
export function refusalWords(error: unknown): string {
  if (!(error instanceof HttpError)) return t('Something went wrong. Try again.');
  if (error.status === 0) return t('The line is down. Nothing was changed. Try again in a moment.');
  if (error.status === 409) return ruleWords(error.field);
  if (error.status === 404) return t('There is no such session, or it is not yours.');
  if (error.status === 429) return t('That was too often. Wait a moment and try again.');
  return t('The server could not do it. Try again in a moment.');
}

/** The rule of core/visit.h that forbids something; the server names it in `field`. */
function ruleWords(rule: string | null): string {
  switch (rule) {
    case 'too_early':
      return t('The room opens 30 minutes before the start.');
    case 'time_is_over':
    case 'is_over':
      return t('This session is over.');
    case 'only_therapist':
      return t('Only the therapist can do this.');
    case 'only_planned':
      return t('The session has begun, so it can no longer be called off.');
    case 'therapist_not_in':
      return t('Come into the room first.');
    case 'nobody_waiting':
      return t('Nobody is waiting any more.');
    default:
      return t('The session has changed meanwhile. This page shows how it stands now.');
  }
}
