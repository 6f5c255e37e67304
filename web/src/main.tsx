// SPDX-License-Identifier: Apache-2.0
// The client's addresses, and nothing else.

import { render } from 'preact';
import { LocationProvider, Router } from 'preact-iso/router';
import './ui/tokens.css';
import './ui/base.css';
import { House } from './pages/House';
import {
  AccountRoute,
  CheckRoute,
  ClosedRoute,
  ClosingRoute,
  ContractRoute,
  CopyRoute,
  HelpRoute,
  HomeRoute,
  JoinRoute,
  JournalRoute,
  LettersRoute,
  LostRoute,
  NotesRoute,
  OpenRecordRoute,
  PlanRoute,
  RecordRoute,
  RecoveryRoute,
  RehearsalRoute,
  SignInRoute,
  SpaceRoute,
  VisitRoute,
  WayBackRoute,
  WorkRoute,
} from './pages/routes';
import { startHouse } from './pages/start';

startHouse().then((services) => {
  const place = document.getElementById('app');
  if (place === null) return;
  render(
    <LocationProvider>
      <House services={services}>
        <Router>
          <HomeRoute path="/" services={services} />
          <SignInRoute path="/sign-in" services={services} />
          <JoinRoute path="/join" services={services} />
          <WayBackRoute path="/way-back" services={services} />
          <AccountRoute path="/account" services={services} />
          <RehearsalRoute path="/account/rehearsal" services={services} />
          <CopyRoute path="/account/copy" services={services} />
          <RecordRoute path="/account/record" services={services} />
          <ClosedRoute path="/account/closed" services={services} />
          <RecoveryRoute path="/practice/recovery-key" services={services} />
          <OpenRecordRoute path="/practice/open-record" services={services} />
          <WorkRoute path="/work/:alliance" services={services} />
          <LettersRoute path="/letters/:alliance" services={services} />
          <ContractRoute path="/contract" services={services} />
          <JournalRoute path="/journal" services={services} />
          <NotesRoute path="/notes/:alliance" services={services} />
          <SpaceRoute path="/space/:alliance" services={services} />
          <PlanRoute path="/plan/:alliance" services={services} />
          <VisitRoute path="/visit/:id" services={services} />
          <ClosingRoute path="/visit/:id/closing" services={services} />
          <CheckRoute path="/check" services={services} />
          <HelpRoute path="/help" services={services} />
          <LostRoute default services={services} />
        </Router>
      </House>
    </LocationProvider>,
    place,
  );
});
