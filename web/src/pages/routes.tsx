// SPDX-License-Identifier: Apache-2.0
// From an address to a page with everything it needs. What is private asks who is there first.

import type { VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { useLocation } from 'preact-iso/router';
import type { PapersModel } from '../spaces/papers-model';
import { sharedWithMe } from '../spaces/shared';
import { Page } from '../ui/Page';
import { t } from '../ui/text';
import { sentenceCase, whenInWords } from '../ui/time';
import { HelpPage } from './HelpPage';
import { Home } from './Home';
import { later, laterPart } from './later';
import type { LettersBook } from './letters-book';
import { NoLineYet } from './NoLineYet';
import { NotFoundPage } from './NotFoundPage';
import * as paths from './paths';
import type { Services } from './services';
import type { Session } from './session';
import { WelcomePage } from './WelcomePage';

const ClosedPage = later(() => import('./ClosedPage').then((m) => m.ClosedPage));
const MyAccountPage = later(() => import('./MyAccountPage').then((m) => m.MyAccountPage));
const ChoosePhrasePage = later(() =>
  import('../accounts/ChoosePhrasePage').then((m) => m.ChoosePhrasePage),
);
const CopyPage = later(() => import('./CopyOfEverything').then((m) => m.CopyOfEverything));
const RecoveryPage = later(() => import('./PracticeKey').then((m) => m.PracticeKey));
const OpenRecordPage = later(() => import('./OpenRecordPage').then((m) => m.OpenRecordPage));
const EnrolPage = later(() => import('../accounts/EnrolPage').then((m) => m.EnrolPage));
const RehearsalPage = later(() => import('../accounts/RehearsalPage').then((m) => m.RehearsalPage));
const SignInPage = later(() => import('../accounts/SignInPage').then((m) => m.SignInPage));
const UnlockPage = later(() => import('../accounts/UnlockPage').then((m) => m.UnlockPage));
const AccountNews = laterPart(() => import('./AccountNews').then((m) => m.AccountNews));
const JoinPage = later(() => import('../accounts/JoinPage').then((m) => m.JoinPage));
const WayBackPage = later(() => import('../accounts/WayBackPage').then((m) => m.WayBackPage));
const ClosingPage = later(() => import('./ClosingPage').then((m) => m.ClosingPage));
const JournalPage = later(() => import('../spaces/JournalPage').then((m) => m.JournalPage));
const NotesPage = later(() => import('../spaces/NotesPage').then((m) => m.NotesPage));
const SpaceWithSessions = later(() =>
  import('./SpaceWithSessions').then((m) => m.SpaceWithSessions),
);
const ContractPage = later(() => import('./ContractPage').then((m) => m.ContractPage));
const LettersPage = later(() => import('./LettersPage').then((m) => m.LettersPage));
const OurWorkPage = later(() => import('./OurWorkPage').then((m) => m.OurWorkPage));
const CheckCallPage = later(() => import('../visits/CheckCallPage').then((m) => m.CheckCallPage));
const PlanPage = later(() => import('./PlanPage').then((m) => m.PlanPage));
const RecordPage = later(() => import('../records/RecordPage').then((m) => m.RecordPage));
const RoomPage = later(() => import('./RoomPage').then((m) => m.RoomPage));

const AHEAD_MS = 1_500;

/** Fetches what a signed-in person will need soon, when nothing else is going on. */
function fetchAhead(): void {
  for (const page of [LettersPage, RoomPage, ClosingPage, OurWorkPage])
    void page.fetch().catch(() => undefined);
}

type RouteProps = { services: Services; path?: string; default?: boolean };
type WithAlliance = RouteProps & { alliance?: string };
type WithVisit = RouteProps & { id?: string };

function OneMoment() {
  return <Page title={t('One moment.')} />;
}

/** Shows the page to whoever is signed in with open keys; the way in to everybody else. */
function Private(props: { services: Services; page: (session: Session) => VNode }) {
  const { services, page } = props;
  const { accounts } = services;
  const session = services.session.value;
  const here = session !== null;
  useEffect(() => {
    if (!here) return;
    const timer = setTimeout(fetchAhead, AHEAD_MS);
    return () => clearTimeout(timer);
  }, [here]);
  switch (accounts.state.value) {
    case 'unknown':
      return <NoLineYet accounts={accounts} />;
    case 'signed_out':
      return <WelcomePage practice={accounts.hello.value?.practice ?? ''} />;
    case 'locked':
      return <UnlockPage model={accounts} />;
    case 'signed_in':
      if (accounts.me.value?.second_factor === 'owed') return <EnrolPage model={accounts} />;
      if (accounts.needsPassphrase.value) return <ChoosePhrasePage model={accounts} />;
      return session === null ? <OneMoment /> : page(session);
  }
}

/** An alliance the person is in; says so when there is none of that name. */
function known(session: Session, id: string, page: (found: Known) => VNode) {
  const found = session.alliances.alliances.value.find((alliance) => alliance.id === id);
  if (found !== undefined) return page(found);
  return session.alliances.state.value.kind === 'loading' ? <OneMoment /> : <NotFoundPage />;
}

type Known = Session['alliances']['alliances']['value'][number];

/** `/` */
export function HomeRoute({ services }: RouteProps) {
  return (
    <Private
      services={services}
      page={(session) => (
        <>
          <AccountNews services={services} />
          <Home services={services} session={session} />
        </>
      )}
    />
  );
}

/** `/sign-in` */
export function SignInRoute({ services }: RouteProps) {
  const { route } = useLocation();
  const state = services.accounts.state.value;
  useEffect(() => {
    if (state === 'signed_in') route(paths.home, true);
  }, [state, route]);
  if (state === 'locked') return <UnlockPage model={services.accounts} />;
  return state === 'signed_out' ? (
    <SignInPage model={services.accounts} />
  ) : (
    <NoLineYet accounts={services.accounts} />
  );
}

/** `/join#…` */
export function JoinRoute({ services }: RouteProps) {
  const { accounts } = services;
  const fragment = useLink(services, paths.join);
  if (accounts.state.value === 'unknown') return <NoLineYet accounts={accounts} />;
  return (
    <JoinPage model={accounts} fragment={fragment} nowMs={services.nowMs.value} home={paths.home} />
  );
}

/** `/way-back#…` */
export function WayBackRoute({ services }: RouteProps) {
  const { accounts, http } = services;
  const fragment = useLink(services, paths.wayBack);
  if (accounts.state.value === 'unknown') return <NoLineYet accounts={accounts} />;
  const nowMs = services.nowMs.value;
  return (
    <WayBackPage model={accounts} http={http} fragment={fragment} nowMs={nowMs} home={paths.home} />
  );
}

/** What follows # in a link. Once it is used up it need not stay in the address bar. */
function useLink({ accounts }: Services, path: string): string {
  const [fragment] = useState(() => location.hash.replace(/^#/, ''));
  const step = accounts.signUp.value.kind;
  useEffect(() => {
    if (step === 'code') history.replaceState(history.state, '', path);
  }, [step]);
  return fragment;
}

/** `/account` */
export function AccountRoute({ services }: RouteProps) {
  return (
    <Private
      services={services}
      page={(session) => <MyAccountPage services={services} session={session} />}
    />
  );
}

/** `/check#…`: a link of `rapport doctor call`; needs no account. */
export function CheckRoute(_props: RouteProps) {
  const [fragment] = useState(() => location.hash.slice(1));
  return <CheckCallPage fragment={fragment} />;
}

/** `/account/closed#…`: for whoever just closed theirs. */
export function ClosedRoute(_props: RouteProps) {
  const [fragment] = useState(() => location.hash.slice(1));
  return <ClosedPage untilMs={/^\d{1,15}$/.test(fragment) ? Number(fragment) : null} />;
}

/** `/account/copy` */
export function CopyRoute({ services }: RouteProps) {
  return (
    <Private
      services={services}
      page={(session) =>
        session.alliances.state.value.kind === 'loading' ? (
          <OneMoment />
        ) : (
          <CopyPage services={services} session={session} />
        )
      }
    />
  );
}

/** `/account/record` */
export function RecordRoute({ services }: RouteProps) {
  return (
    <Private
      services={services}
      page={(session) => (
        <RecordPage http={services.http} me={session.account} nowMs={services.nowMs.value} />
      )}
    />
  );
}

/** `/account/rehearsal` */
export function RehearsalRoute({ services }: RouteProps) {
  return (
    <Private
      services={services}
      page={() => (
        <RehearsalPage model={services.accounts} home={paths.home} account={paths.account} />
      )}
    />
  );
}

/** `/practice/recovery-key` */
export function RecoveryRoute({ services }: RouteProps) {
  return (
    <Private
      services={services}
      page={(session) => <RecoveryPage services={services} session={session} />}
    />
  );
}

/** `/practice/open-record`: for whoever has two sheets and an exported record. */
export function OpenRecordRoute({ services }: RouteProps) {
  return <OpenRecordPage vault={services.vault} now={services.now} />;
}

/** `/work/:alliance` */
export function WorkRoute({ services, alliance = '' }: WithAlliance) {
  return (
    <Private
      services={services}
      page={(session) =>
        known(session, alliance, (found) => (
          <OurWorkPage
            alliance={found}
            alliances={session.alliances}
            shared={
              session.me.role === 'therapist'
                ? sharedWithMe(session.letters.value?.papers ?? null, found.id)
                : []
            }
            nowMs={services.nowMs.value}
            me={session.me}
            visits={session.visits}
            courses={session.courses}
            rules={session.rules}
            goals={session.goals}
            http={services.http}
          />
        ))
      }
    />
  );
}

/** `/letters/:alliance` */
export function LettersRoute({ services, alliance = '' }: WithAlliance) {
  return (
    <Private
      services={services}
      page={(session) =>
        known(session, alliance, (found) => {
          const book = session.letters.value;
          if (book === null) return <OneMoment />;
          return (
            <LettersPage
              alliance={found}
              people={session.alliances.people.value}
              me={session.me}
              book={book}
              vault={services.vault}
              nowMs={services.nowMs.value}
            />
          );
        })
      }
    />
  );
}

/** `/contract` */
export function ContractRoute({ services }: RouteProps) {
  return <Private services={services} page={(session) => contract(services, session)} />;
}

function contract(services: Services, session: Session) {
  const book = session.letters.value;
  if (session.me.role !== 'therapist') return <NotFoundPage />;
  if (book === null) return <OneMoment />;
  return (
    <ContractPage
      model={book.contracts}
      account={session.account}
      people={session.alliances.people.value}
      nowMs={services.nowMs.value}
    />
  );
}

/** `/journal` */
export function JournalRoute({ services }: RouteProps) {
  return (
    <Private
      services={services}
      page={(session) =>
        withPapers(session, (papers) => (
          <JournalPage
            alliances={session.alliances}
            papers={papers}
            readers={readersOf(session)}
            hasTwoWays={services.accounts.canKeepJournal.value}
            waysHref={paths.account}
            nowMs={services.nowMs.value}
          />
        ))
      }
    />
  );
}

/** What is written between sessions comes a moment after the first page. */
function withBook(session: Session, page: (book: LettersBook) => VNode) {
  const book = session.letters.value;
  return book === null ? <OneMoment /> : page(book);
}

function withPapers(session: Session, page: (papers: PapersModel) => VNode) {
  return withBook(session, ({ papers }) => page(papers));
}

/** With whom a client is alone: each pair, and the private space of a couple. */
function readersOf({ me, alliances }: Session) {
  if (me.role !== 'client') return [];
  return alliances.alliances.value
    .filter(({ kind, other, canRead }) => kind === 'pair' && other !== null && canRead)
    .map(({ id, title }) => ({ alliance: id, name: title }));
}

/** `/space/:alliance` */
export function SpaceRoute({ services, alliance = '' }: WithAlliance) {
  return (
    <Private
      services={services}
      page={(session) =>
        known(session, alliance, (found) => {
          const all = session.alliances.alliances.value;
          const couple = all.find(({ id }) => id === found.about) ?? null;
          if (found.kind !== 'couple' && couple?.kind !== 'couple') return <NotFoundPage />;
          return withBook(session, ({ papers, couples, releases }) => (
            <SpaceWithSessions
              key={alliance}
              visits={session.visits}
              space={found}
              couple={couple}
              me={session.me}
              alliances={session.alliances}
              papers={papers}
              couples={couples}
              releases={releases}
              copyHref={paths.copy}
              privates={all.filter(({ kind, about }) => kind === 'pair' && about === found.id)}
              spaceHref={paths.space}
              nowMs={services.nowMs.value}
            />
          ));
        })
      }
    />
  );
}

/** `/notes/:alliance` */
export function NotesRoute({ services, alliance = '' }: WithAlliance) {
  return (
    <Private
      services={services}
      page={(session) =>
        session.me.role === 'therapist' ? (
          known(session, alliance, (found) =>
            withPapers(session, (papers) => (
              <NotesPage
                key={alliance}
                alliances={session.alliances}
                papers={papers}
                about={alliance}
                name={found.title}
                visits={noteVisits(session, alliance, services.nowMs.value)}
                nowMs={services.nowMs.value}
              />
            )),
          )
        ) : (
          <NotFoundPage />
        )
      }
    />
  );
}

function noteVisits({ visits }: Session, alliance: string, nowMs: number) {
  return visits.visits.value
    .filter((visit) => visit.alliance === alliance && visit.started_ms !== null)
    .slice(0, 30)
    .map(({ id, starts_ms }) => ({ id, words: sentenceCase(whenInWords(starts_ms, nowMs)) }));
}

/** `/plan/:alliance` */
export function PlanRoute({ services, alliance = '' }: WithAlliance) {
  const { route } = useLocation();
  return (
    <Private
      services={services}
      page={(session) =>
        known(session, alliance, (found) => (
          <PlanPage
            alliance={found}
            visits={session.visits}
            nowMs={services.nowMs.value}
            go={route}
          />
        ))
      }
    />
  );
}

/** `/visit/:id` */
export function VisitRoute({ services, id = '' }: WithVisit) {
  const { route } = useLocation();
  return (
    <Private
      services={services}
      page={(session) => (
        <RoomPage
          id={id}
          me={session.me}
          alliances={session.alliances}
          visits={session.visits}
          tries={session.tries}
          alert={session.alert}
          http={services.http}
          core={services.core}
          talkMirror={services.accounts.hello.value?.talk_mirror === true}
          now={services.now}
          go={route}
          stayOpen={services.accounts.touch}
        />
      )}
    />
  );
}

/** `/visit/:id/closing` */
export function ClosingRoute({ services, id = '' }: WithVisit) {
  return <Private services={services} page={(session) => closing(services, session, id)} />;
}

function closing(services: Services, session: Session, id: string) {
  const visit = session.visits.visits.value.find((one) => one.id === id);
  if (visit === undefined)
    return session.visits.state.value.kind === 'loading' ? <OneMoment /> : <NotFoundPage />;
  return known(session, visit.alliance, (alliance) => (
    <ClosingPage
      key={id}
      visit={visit}
      alliance={alliance}
      me={session.me}
      alliances={session.alliances}
      goals={session.goals}
      api={session.checks}
      shelf={services.shelf}
    />
  ));
}

/** `/help` */
export function HelpRoute({ services }: RouteProps) {
  return <HelpPage numbers={services.help.value} />;
}

/** Everything else. */
export function LostRoute(_: RouteProps) {
  return <NotFoundPage />;
}
