// SPDX-License-Identifier: Apache-2.0

import type { AlliancesModel } from '../alliances/alliances-model';
import { InvitationState } from '../alliances/InvitationState';
import { CoupleLinks } from '../spaces/CoupleCard';
import { Button } from '../ui/Button';
import { Sparkline } from '../ui/Sparkline';
import { t } from '../ui/text';
import { awayInWords, sentenceCase, whenInWords } from '../ui/time';
import type { Visit } from '../visits/visit';
import { type CaseRow, needOf } from './caseload';
import * as paths from './paths';

type PersonRowProps = {
  row: CaseRow;
  /** The first row whose step is the next of the page. */
  first: boolean;
  /** A session whose closing minute I have not given. */
  due: Visit | null;
  /** Messages I have not read. */
  unread: number;
  /** They would like to talk about something they wrote. */
  bring: boolean;
  alliances: AlliancesModel;
  nowMs: number;
};

const SOON_MS = 60 * 60_000; // "Prepare" becomes "Get ready" in the hour before

/** One person: who, when, how it runs, and one sentence only if a rule fired. */
export function PersonRow(props: PersonRowProps) {
  const { row, first, due, unread, bring, alliances, nowMs } = props;
  const { alliance, next, glance } = row;
  const name = alliance.title === '' ? t('Somebody new') : alliance.title;
  const word = glance?.word ?? null;
  const here = alliance.other !== null;
  const couple = alliance.kind === 'couple';
  return (
    <li class={`person${word?.tone === 'talk' ? ' person-word' : ''}`}>
      <div class="person-who">
        <h2 class="person-name">
          {here ? (
            <a href={couple ? paths.space(alliance.id) : paths.work(alliance.id)}>{name}</a>
          ) : (
            name
          )}
        </h2>
        <p class="note">
          {next === null
            ? here
              ? couple
                ? t('A couple')
                : t('No date yet')
              : t('Not here yet')
            : `${whenInWords(next.starts_ms, nowMs)}${soon(next.starts_ms, nowMs)}`}
        </p>
        {here && !couple && (
          <p class="note">
            <a
              href={paths.letters(alliance.id)}
              aria-label={
                unread > 0
                  ? t('Messages, {count} new, with {name}', { count: unread, name })
                  : t('Messages with {name}', { name })
              }
            >
              {unread > 0 ? t('Messages, {count} new', { count: unread }) : t('Messages')}
            </a>
          </p>
        )}
      </div>
      <div class="person-course">
        {glance !== null && glance.values.length > 0 && (
          <Sparkline
            values={glance.values}
            ranges={glance.ranges}
            scale={glance.scale}
            marked={glance.marked}
            label={glance.label}
          />
        )}
      </div>
      <div class="person-word-text">
        {word !== null && (
          <>
            <p>{word.sentence}</p>
            {word.ask !== '' && <p class="note">{word.ask}</p>}
            <a
              class="person-why"
              href={paths.why(alliance.id)}
              aria-label={t('Why this shows: {name}', { name })}
            >
              {t('Why this shows')}
            </a>
          </>
        )}
        {due !== null && (
          <p class="note">
            <a href={paths.closing(due.id)}>{t('Your minute about the last session is open.')}</a>
          </p>
        )}
        {bring && (
          <p class="note">
            <a href={paths.work(alliance.id)}>
              {t('{name} would like to talk about something they wrote.', { name })}
            </a>
          </p>
        )}
        {here && (
          <p class="note">
            <a
              class="person-why"
              href={paths.notes(alliance.id)}
              aria-label={t('Your notes beside {name}', { name })}
            >
              {t('Your notes')}
            </a>
          </p>
        )}
        {couple && <CoupleLinks couple={alliance} alliances={alliances} nowMs={nowMs} />}
        {!here && !couple && (
          <InvitationState alliance={alliance} model={alliances} nowMs={nowMs} />
        )}
      </div>
      {here && (
        <div class="person-step">
          {couple ? (
            <Button href={paths.space(alliance.id)}>{t('To the joint space')}</Button>
          ) : (
            <Step row={row} first={first} name={name} nowMs={nowMs} />
          )}
        </div>
      )}
    </li>
  );
}

function soon(startsMs: number, nowMs: number): string {
  const away = startsMs - nowMs;
  return Math.abs(away) < 12 * SOON_MS ? ` · ${sentenceCase(awayInWords(startsMs, nowMs))}` : '';
}

function Step(props: { row: CaseRow; first: boolean; name: string; nowMs: number }) {
  const { row, first, name, nowMs } = props;
  const kind = first ? 'next' : 'act';
  const need = needOf(row, nowMs);
  if (row.next === null)
    return (
      <Button
        kind={kind}
        href={paths.plan(row.alliance.id)}
        label={t('Plan a session with {name}', { name })}
      >
        {t('Plan a session')}
      </Button>
    );
  if (need === 'now')
    return (
      <Button kind={kind} href={paths.visit(row.next.id)} label={t('Go to {name}', { name })}>
        {t('Go in')}
      </Button>
    );
  if (row.next.starts_ms - nowMs < SOON_MS)
    return (
      <Button
        kind={kind}
        href={paths.visit(row.next.id)}
        label={t('Get ready for {name}', { name })}
      >
        {t('Get ready')}
      </Button>
    );
  return (
    <Button
      kind={kind}
      href={paths.work(row.alliance.id)}
      label={t('Look at the work with {name}', { name })}
    >
      {t('Look')}
    </Button>
  );
}
