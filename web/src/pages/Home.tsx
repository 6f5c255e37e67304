// SPDX-License-Identifier: Apache-2.0
// Route /. Today for a client, the caseload for a therapist.

import { useEffect, useState } from 'preact/hooks';
import { sharedWithMe } from '../spaces/shared';
import { dayOf } from '../ui/time';
import { later } from './later';
import type { LettersOf } from './letters-book';
import type { Services } from './services';
import type { Session } from './session';
import { closingDue } from './sessions';
import { noteStepDone, stepsDone } from './steps-done';
import { TodayPage } from './TodayPage';
import { type NewestMessage, restStep, type SmallStep, stepOfToday } from './today';

// With the words of all rules: more than a client's phone should have to fetch.
const CaseloadPage = later(() => import('./CaseloadPage').then((m) => m.CaseloadPage));

type HomeProps = { services: Services; session: Session };

/** The home page of whoever is signed in. */
export function Home({ services, session }: HomeProps) {
  if (session.me.role === 'client') return <ClientHome services={services} session={session} />;
  const { alliances, visits, courses } = session;
  return (
    <CaseloadPage
      alliances={alliances}
      visits={visits}
      courses={courses}
      due={(id) => dueIn(session, id, services.nowMs.value)}
      unread={(id) => session.letters.value?.of(id)?.model.unread.value ?? 0}
      bring={(id) =>
        sharedWithMe(session.letters.value?.papers ?? null, id).some((one) => one.bring)
      }
      nowMs={services.nowMs.value}
    />
  );
}

/** The session of an alliance whose closing minute I can still give; null while that is not known. */
function dueIn({ visits, courses, account }: Session, alliance: string, nowMs: number) {
  const course = courses.of(alliance);
  if (course.kind !== 'ready') return null;
  const mine = course.checks.filter((check) => check.account === account);
  const ours = visits.visits.value.filter((visit) => visit.alliance === alliance);
  return closingDue(ours, new Set(mine.map((check) => check.visit)), nowMs);
}

/** The newest word of the other, written in a session or between two. */
function newestOf(said: NewestMessage | null, page: LettersOf | null): NewestMessage | null {
  const theirs = page?.model.letters.value.filter(
    (one) => !one.mine && one.content.kind === 'text' && one.content.text !== '',
  );
  const last = theirs?.at(-1);
  if (last?.content.kind !== 'text' || (said !== null && said.at_ms > last.at_ms)) return said;
  return { text: last.content.text, at_ms: last.at_ms, letter: true };
}

function ClientHome({ services, session }: HomeProps) {
  const { alliances, visits, goals, days, newest, letters } = session;
  // Counts up when a step is put to rest, so that the page looks again.
  const [, setRests] = useState(0);
  // What was done just now stays to be seen; another step is for another time.
  const [justDone, setJustDone] = useState<SmallStep | null>(null);
  const nowMs = services.nowMs.value;
  const today = dayOf(nowMs);
  const alliance = alliances.people.value[0] ?? null;
  // Read while this page is shown, and by no other: in a session there is better use for the line.
  const known = visits.state.value.kind === 'ready' && alliance !== null;
  useEffect(() => {
    if (alliance !== null) void goals.load(alliance.id);
  }, [alliance?.id, goals]);
  useEffect(() => {
    if (known) void session.readNewest();
  }, [known, alliance?.id, visits.visits.value]);
  const work = alliance === null ? null : goals.of(alliance.id);
  const tasks = work?.kind === 'ready' ? work.tasks : [];
  const open = work?.kind === 'ready' ? work.goals : [];
  const done = stepsDone(services.shelf);
  const steps = tasks.flatMap((task): SmallStep[] => {
    if (task.state !== 'agreed' || task.words.kind !== 'opened' || done.includes(task.id))
      return [];
    const goal = open.find((one) => one.id === task.goal);
    const towards = goal?.words.kind === 'opened' ? goal.words.wording.text : '';
    const { text, why } = task.words.wording;
    return [{ id: task.id, text, why, goal: towards }];
  });
  return (
    <TodayPage
      alliance={alliance}
      next={visits.next.value}
      due={alliance === null ? null : dueIn(session, alliance.id, nowMs)}
      step={justDone ?? stepOfToday(steps, services.shelf, today)}
      noted={justDone !== null}
      onDone={(step) => {
        const kept = noteStepDone(services.shelf, step.id);
        if (kept) setJustDone(step);
        return kept;
      }}
      onNotNow={(step) => {
        restStep(services.shelf, step.id, today);
        setRests((rests) => rests + 1);
      }}
      days={days}
      newest={newestOf(
        newest.value,
        alliance === null ? null : (letters.value?.of(alliance.id) ?? null),
      )}
      nowMs={nowMs}
    />
  );
}
