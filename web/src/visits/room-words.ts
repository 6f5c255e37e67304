// SPDX-License-Identifier: Apache-2.0
// What the room says about the line and about those who are in it.

import { t, tn } from '../ui/text';
import type { CallState } from './call';
import type { Other } from './room-others';

/** Where the other is and what they send, for the place of a picture. */
export function posterWords({
  presence,
  call,
  sending,
  voiceGone,
}: Omit<Other, 'key' | 'name'>): string {
  if (presence === 'away') return t('Not in the room. They can come back.');
  if (presence === 'dropped' && call !== 'flowing') {
    return t('The line dropped. It is the network. They can come back.');
  }
  if (presence === 'waiting') return t('In the waiting room');
  if (call !== 'flowing' || sending === null) return t('Here');
  if (sending.microphone === 'none' || voiceGone) return t('Here, in writing');
  if (sending.microphone === 'interrupted') return t('Here, but not to be heard now');
  return sending.microphone === 'muted' ? t('Here, muted') : t('Here, by voice');
}

/** What to say about the line; null when all is well. Pauses are the network, and both are told so. */
export function lineWords(
  call: CallState['kind'] | null,
  lineUp: boolean,
  name: string,
  theyAreIn: boolean,
): string | null {
  if (call === 'lost') {
    return t('The line dropped. We are connecting again. It is the network, not {name}.', { name });
  }
  if (!lineUp) {
    return call === 'flowing'
      ? t('You hear each other. Writing waits until the line is whole again.')
      : t('The line is down. We are connecting again. What you wrote is kept.');
  }
  if (call === 'connecting' && theyAreIn) return t('Connecting you with {name}.', { name });
  return null;
}

/** What comes in somebody's name and is not what their device sent; null when that is nobody. */
export function changedWords(name: string | null): string | null {
  if (name === null) return null;
  return t(
    'What comes in the name of {name} is not what their device sent. We refuse it. Reach {name} some other way, and compare your words.',
    { name },
  );
}

/** What another app took on the other's device; null when nothing. */
export function takenWords(others: readonly Other[]): string | null {
  for (const { name, sending } of others) {
    if (sending?.microphone === 'interrupted') {
      return t('Another app on the device of {name} has the microphone. One tap brings it back.', {
        name,
      });
    }
    if (sending?.camera === 'interrupted') {
      return t('Another app on the device of {name} has the camera. One tap brings it back.', {
        name,
      });
    }
  }
  return null;
}

/** What was given back, the same words for everybody in the room. */
export function lostWords(lostMs: number): string | null {
  const seconds = Math.round(lostMs / 1000);
  if (seconds < 1) return null;
  return tn(
    seconds,
    'The line dropped for {n} second. We added the time back.',
    'The line dropped for {n} seconds. We added the time back.',
  );
}

/** Told afterwards too: two seconds are over before anybody has read why. */
export function gapWords(gapMs: number): string | null {
  const seconds = Math.round(gapMs / 1000);
  if (seconds < 1) return null;
  return tn(
    seconds,
    'The line dropped for {n} second. You are connected again.',
    'The line dropped for {n} seconds. You are connected again.',
  );
}
