// SPDX-License-Identifier: Apache-2.0
// What the call ladder did and why, in words that both sides read alike.

import type { LadderRung } from '../core/ladder';
import { t } from '../ui/text';
import type { LineView } from './ladder-model';

/** One of the two sends less than could be. */
type Less = { rung: LadderRung; pinnedBy: 'me' | 'them' | null; from: 'me' | 'them' };

/** What to say about the line to one other; null when everything the session has goes both ways. */
export function ladderWords(line: LineView, name: string, agreed: LadderRung): string | null {
  const most = lessOf(line, agreed);
  if (most === null) return null;
  const { rung, pinnedBy, from } = most;
  if (rung === 'text') {
    return t(
      'The voice does not get through for now. Please write to each other. We say when you can speak again.',
    );
  }
  if (pinnedBy === 'me') {
    return rung === 'voice'
      ? t('Voice only, as you chose. You can change it under View.')
      : t('Low picture, as you chose. You can change it under View.');
  }
  if (pinnedBy === 'them') {
    return rung === 'voice'
      ? t('Voice only, as {name} chose.', { name })
      : t('Low picture, as {name} chose.', { name });
  }
  if (rung === 'voice') {
    return from === 'me'
      ? t(
          'Voice only for now: the line from you to {name} is weak. The picture comes back by itself.',
          { name },
        )
      : t(
          'Voice only for now: the line from {name} to you is weak. The picture comes back by itself.',
          { name },
        );
  }
  return from === 'me'
    ? t('Low picture for now: the line from you to {name} is weak. It climbs back by itself.', {
        name,
      })
    : t('Low picture for now: the line from {name} to you is weak. It climbs back by itself.', {
        name,
      });
}

/** A pause is easily taken for a person: said to both. */
export function delayWords(line: LineView, name: string): string | null {
  switch (line.delay) {
    case 'none':
      return null;
    case 'felt':
      return t('The line is a little slow. Pauses are the network, not {name}.', { name });
    case 'long':
      return t(
        'The line is slow: about half a second or more each way. Pauses are the network, not {name}.',
        { name },
      );
  }
}

/** True when the two cannot hear each other well enough to speak. */
export function mustWrite(line: LineView): boolean {
  return line.rung === 'text' || line.theirs?.rung === 'text';
}

const ORDER: readonly LadderRung[] = ['text', 'voice', 'low_video', 'video'];
const level = (rung: LadderRung): number => ORDER.indexOf(rung);

/** The lower of the two directions. */
function lessOf(line: LineView, agreed: LadderRung): Less | null {
  const { rung, why, theirs } = line;
  const mine: Less = { rung, pinnedBy: pinnedOf(why, 'me'), from: weakFrom(why, 'me') };
  const others: Less | null = theirs && {
    rung: theirs.rung,
    pinnedBy: pinnedOf(theirs.why, 'them'),
    from: weakFrom(theirs.why, 'them'),
  };
  const less = others !== null && level(others.rung) < level(mine.rung) ? others : mine;
  return level(less.rung) < level(agreed) ? less : null;
}

/** Whose voice the line carries badly: the teller's, unless it is the one they hear. */
function weakFrom(why: LineView['why'], teller: 'me' | 'them'): Less['from'] {
  if (why !== 'heard_broken') return teller;
  return teller === 'me' ? 'them' : 'me';
}

function pinnedOf(why: LineView['why'], teller: 'me' | 'them'): Less['pinnedBy'] {
  if (why === 'pinned_here') return teller;
  if (why === 'pinned_there') return teller === 'me' ? 'them' : 'me';
  return null;
}
