// SPDX-License-Identifier: Apache-2.0
// Who is where before a session, in words: what is known and nothing more, and nobody's fault.

import { t, tn } from '../ui/text';
import type { Person } from './room-others';
import type { Role } from './room-stage';
import { type Chair, chairOf, isThere, presenceOf, type Visit } from './visit';

/** What somebody in the waiting room sees of the others. */
export type Looking = {
  visit: Visit;
  me: string;
  role: Role;
  /** The other has Rapport open somewhere. */
  isHere(account: string): boolean;
};

/** One other person, in a sentence. */
export function whereWords(person: Person, looking: Looking): string {
  const { account, name, role } = person;
  const presence = presenceOf(looking.visit, account);
  if (presence === 'dropped') {
    return t('The line of {name} dropped. It is the network. They can come back.', { name });
  }
  if (looking.role === 'therapist') return clientWords(person, looking);
  if (role === 'therapist') return therapistWords(person, looking);
  if (presence === 'waiting') return t('{name} is in the waiting room, too.', { name });
  if (presence === 'in') return t('{name} is in the room.', { name });
  return t('{name} is not here yet.', { name });
}

function clientWords({ account, name }: Person, { visit, isHere }: Looking): string {
  const chair = chairOf(visit, account);
  if (chair?.presence === 'waiting') return t('{name} is in the waiting room.', { name });
  if (chair?.presence === 'in') return t('{name} is in the room.', { name });
  if (chair?.came) return t('{name} went out again, and can come back.', { name });
  if (chair?.trouble) {
    return t('{name} tried to come in, and their device could not. We keep the door open.', {
      name,
    });
  }
  return isHere(account)
    ? t('{name} has Rapport open, but is not at the door yet.', { name })
    : t('{name} is not here yet. The tab shows a dot when they wait.', { name });
}

function therapistWords({ account, name }: Person, { visit, me, isHere }: Looking): string {
  if (!isThere(presenceOf(visit, me))) {
    return t('One moment. We are telling {name} that you are here.', { name });
  }
  if (visit.therapist_elsewhere) {
    return t('{name} is still in another session, and sees that you are here.', { name });
  }
  if (presenceOf(visit, account) === 'in') {
    return t('{name} has been told that you are here.', { name });
  }
  return isHere(account)
    ? t('{name} has been told that you are here, but is not in the room yet.', { name })
    : t('{name} is not here yet, and will see you waiting on arrival.', { name });
}

/** How long somebody has been awaited; null for the first minute, and when it is no wonder. */
export function lateWords(person: Person, lateMs: number, visit: Visit): string | null {
  const { account, name, role } = person;
  const told = role === 'therapist' ? visit.delay_minutes : 0;
  const minutes = Math.floor(lateMs / 60_000);
  if (minutes < 1 || minutes < told || isThere(presenceOf(visit, account))) return null;
  return tn(
    minutes,
    'The session was to begin {n} minute ago. {name} has not come yet.',
    'The session was to begin {n} minutes ago. {name} has not come yet.',
    { name },
  );
}

/** What the therapist says of the beginning; null when it is as agreed, or has been. */
export function delayWords(visit: Visit, name: string): string | null {
  if (visit.delay_minutes === 0 || visit.state !== 'planned') return null;
  return tn(
    visit.delay_minutes,
    '{name} says: we begin {n} minute later today.',
    '{name} says: we begin {n} minutes later today.',
    { name },
  );
}

/** What became of a session that did not take place for one of them; null when there is nothing to say. */
function outcomeWords({ outcome, outcome_why: why }: Chair, name: string): string | null {
  switch (outcome) {
    case 'technical':
      return why === 'house_outage'
        ? t('The practice could not be reached at that time. That counts as nobody’s absence.')
        : t('The line or the device of {name} was in the way. That is no absence.', { name });
    case 'came':
      return t('{name} was here and waited.', { name });
    case 'missed':
      return t('{name} did not come.', { name });
    case 'pending':
    case 'met':
    case 'called_off':
      return null;
  }
}

/** The same for oneself. */
function myOutcomeWords({ outcome, outcome_why: why }: Chair): string | null {
  switch (outcome) {
    case 'technical':
      return why === 'house_outage'
        ? t('The practice could not be reached at that time. That counts as nobody’s absence.')
        : t('Your line or your device was in the way. That is no absence.');
    case 'came':
      return t('You were here and waited.');
    case 'missed':
      return t('You did not come.');
    case 'pending':
    case 'met':
    case 'called_off':
      return null;
  }
}

/** All of them, one sentence each and none twice; yourself first. */
export function outcomesWords(visit: Visit, me: string, nameOf: (account: string) => string) {
  const mine = visit.chairs.filter((chair) => chair.account === me).map(myOutcomeWords);
  const theirs = visit.chairs.flatMap((chair) =>
    chair.account === null || chair.account === me
      ? []
      : [outcomeWords(chair, nameOf(chair.account))],
  );
  return [...new Set([...mine, ...theirs])].filter((words) => words !== null);
}
