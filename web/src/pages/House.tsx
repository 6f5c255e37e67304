// SPDX-License-Identifier: Apache-2.0
import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { useLocation } from 'preact-iso/router';
import { LogsNotice } from '../alliances/LogsNotice';
import { RecoveryNotice } from '../recovery/RecoveryNotice';
import { type Place, Shell } from '../ui/Shell';
import { t } from '../ui/text';
import { RecoveryKeyReads } from '../ui/WhoReads';
import { HelpButton } from './HelpButton';
import { LanguageChoice } from './LanguageChoice';
import { LeaveButton } from './LeaveButton';
import { LineNotice } from './LineNotice';
import { keepLanguage } from './languages';
import { laterPart } from './later';
import { chosenRefuge, leave } from './leave';
import { Mishap } from './Mishap';
import * as paths from './paths';
import type { Services } from './services';

const SecondDialog = laterPart(() =>
  import('../accounts/SecondDialog').then((m) => m.SecondDialog),
);

type HouseProps = { services: Services; children: ComponentChildren };

/** What is around every page, wired to who is signed in. */
export function House({ services, children }: HouseProps) {
  const { path } = useLocation();
  const { accounts, help, session } = services;
  const running = session.value;
  const me = accounts.state.value === 'signed_in' ? accounts.me.value : null;
  // On the way in there is one step after the other, and nothing beside them.
  const way = path === paths.join || path === paths.wayBack;
  const joining = way && accounts.signUp.value.kind !== 'done';
  // Once a second step was due its dialog stays, so that it can close in order.
  const [stepped, setStepped] = useState(false);
  if (!stepped && accounts.second.step.value !== null) setStepped(true);
  const goAway = useLeave(services);
  const practice = accounts.hello.value?.practice ?? '';
  return (
    <Shell
      path={path}
      places={joining || running === null ? [] : placesOf(services)}
      who={joining || me === null ? null : { name: me.name, href: paths.account }}
      ways={
        <>
          <HelpButton numbers={help.value} />
          <LeaveButton onLeave={goAway} />
        </>
      }
      foot={
        <>
          {practice !== '' && <span>{practice}</span>}
          <span>{t('Not an emergency service.')}</span>
          <LanguageChoice
            onChoose={(code) => {
              keepLanguage(services.shelf, code);
              location.reload();
            }}
          />
        </>
      }
    >
      {running !== null && !joining && (
        <RecoveryNotice model={running.recovery} role={running.me.role} more={paths.recoveryKey} />
      )}
      {running !== null && <LineNotice line={running.alliances.line.value} />}
      {running !== null && (
        <LogsNotice
          model={running.logs}
          nameOf={(account) =>
            running.alliances.alliances.value
              .flatMap((alliance) => alliance.members)
              .find((member) => member.account === account && account !== running.account)?.name ??
            null
          }
        />
      )}
      <RecoveryKeyReads.Provider value={running?.recovery.applies.value ?? false}>
        <Mishap key={path}>{children}</Mishap>
      </RecoveryKeyReads.Provider>
      {stepped && <SecondDialog second={accounts.second} />}
    </Shell>
  );
}

function placesOf({ session }: Services): Place[] {
  const running = session.value;
  if (running === null) return [];
  if (running.me.role === 'therapist')
    return [{ href: paths.home, label: t('Caseload'), icon: 'people' }];
  const first = running.alliances.people.value[0];
  const today: Place = { href: paths.home, label: t('Today'), icon: 'today' };
  const journal: Place = { href: paths.journal, label: t('Journal'), icon: 'journal' };
  if (first?.kind === 'couple')
    return [today, journal, { href: paths.space(first.id), label: t('Our space'), icon: 'people' }];
  return first === undefined
    ? [today, journal]
    : [
        today,
        journal,
        { href: paths.letters(first.id), label: t('Messages'), icon: 'chat' },
        { href: paths.work(first.id), label: t('Our work'), icon: 'work' },
      ];
}

/** Leaving in a hurry; a page brought back by the browser's memory is read anew. */
function useLeave({ accounts, shelf }: Services): () => void {
  useEffect(() => {
    const back = (event: PageTransitionEvent) => {
      if (event.persisted) location.reload();
    };
    addEventListener('pageshow', back);
    return () => removeEventListener('pageshow', back);
  }, []);
  return () =>
    void leave(
      {
        blank: () => document.documentElement.classList.add('leaving'),
        lock: () => accounts.lock(),
        replace: (url) => location.replace(url),
        wait: (ms) => new Promise((done) => setTimeout(done, ms)),
      },
      chosenRefuge(shelf),
    );
}
