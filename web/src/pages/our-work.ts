// SPDX-License-Identifier: Apache-2.0
// What the course says about each goal and task, as data for their cards.

import type { KnownAlliance } from '../alliances/alliances-model';
import type { AllianceCourse } from '../checks/course';
import type { Names } from '../checks/course-words';
import type { GoalRatings } from '../goals/GoalsCard';
import type { TaskHistory } from '../goals/TasksCard';
import { t } from '../ui/text';

/** How the two of an alliance are called on a page. */
export function namesOf(alliance: KnownAlliance, me: 'client' | 'therapist'): Names {
  const name = (role: 'client' | 'therapist', otherwise: string): string =>
    alliance.members.find((member) => member.role === role)?.name ?? otherwise;
  return {
    me,
    client: name('client', alliance.title === '' ? t('your client') : alliance.title),
    therapist: name('therapist', t('your therapist')),
  };
}

/** The client's ratings of each goal, oldest first. */
export function goalRatings(course: AllianceCourse): GoalRatings {
  const ratings: { [goal: string]: number[] } = {};
  for (const session of course.sessions)
    for (const { goal, value } of session.client?.goals ?? [])
      if (value !== null) {
        ratings[goal] ??= [];
        ratings[goal].push(value);
      }
  return ratings;
}

/** How each task went, as the client said. */
export function taskHistory(course: AllianceCourse): TaskHistory {
  const history: TaskHistory = {};
  for (const session of course.sessions)
    for (const { task, done, helped } of session.client?.tasks ?? []) {
      const entry = history[task] ?? { asked: 0, done: 0, helped: 0 };
      entry.asked += 1;
      if (done !== 'no') entry.done += 1;
      if (helped === 'yes' || helped === 'little') entry.helped += 1;
      history[task] = entry;
    }
  return history;
}
