// SPDX-License-Identifier: Apache-2.0
// Route /space/:alliance: a couple's joint space, or one of its private spaces. The two look
// different, and each button says who will read what is sent with it.

import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { AlliancesModel, KnownAlliance } from '../alliances/alliances-model';
import { KeyNotice } from '../alliances/KeyNotice';
import { Button } from '../ui/Button';
import { Card } from '../ui/Card';
import { Moment } from '../ui/Moment';
import { Notice } from '../ui/Notice';
import { Page } from '../ui/Page';
import { TextArea } from '../ui/TextArea';
import { t } from '../ui/text';
import { WhoReads } from '../ui/WhoReads';
import { kept, policyOf, readersIn } from './couple';
import type { CouplesApi } from './couples-api';
import { LeaveSpace } from './LeaveSpace';
import { PolicyCard } from './PolicyCard';
import { PAPER_MAX } from './paper';
import type { KnownPaper, PapersModel } from './papers-model';
import { usePolicyFacts } from './policy-facts';
import { ReleaseCard } from './ReleaseCard';
import type { ReleasesModel } from './releases-model';
import './space.css';

/** What a space is drawn from. */
export type SpacePageProps = {
  space: KnownAlliance;
  /** Of a private space, the joint one. */
  couple: KnownAlliance | null;
  me: { account: string; role: 'client' | 'therapist' };
  alliances: AlliancesModel;
  papers: PapersModel;
  couples: CouplesApi;
  releases: ReleasesModel;
  /** Where a copy is made. */
  copyHref: string;
  /** The private spaces of this couple that are mine to see. */
  privates: readonly KnownAlliance[];
  spaceHref: (alliance: string) => string;
  /** The next session of a joint space, and how to plan one; drawn by the page. */
  sessions: ComponentChildren;
  nowMs: number;
};

const LOOK_EVERY_MS = 10_000;

/** Writing to both, or to one alone. */
export function SpacePage(props: SpacePageProps) {
  const { space, couple, me, papers, privates, nowMs } = props;
  const joint = space.kind === 'couple';
  const state = papers.of(space.id);
  useEffect(() => void papers.load(space.id), [papers, space.id]);
  const policy = state.kind === 'ready' ? policyOf(state.papers, space) : null;
  usePolicyFacts(space.id, joint ? policy : null, me, props.couples);
  // The joint space says nothing of private ones, so one's own has to be looked for.
  const expects = joint && me.role === 'client' && policy?.holds === true && privates.length === 0;
  useEffect(() => {
    if (!expects) return;
    const timer = setInterval(() => void props.alliances.load(), LOOK_EVERY_MS);
    return () => clearInterval(timer);
  }, [expects, props.alliances]);
  const known = state.kind === 'ready' ? state.papers : [];
  const readers = readersIn(space, me.account);
  const without = kept(space, couple);
  const clients = space.members.filter((one) => one.role === 'client' && one.left_ms === null);
  const joined = space.members.filter((one) => one.role === 'client');
  const whole = !joint || joined.length === 2;
  const gone = joint ? joined.filter((one) => one.left_ms !== null) : [];
  return (
    <div class={joint ? 'space space-joint' : 'space space-private'}>
      <Page
        title={joint ? t('Our joint space') : t('A private space')}
        lead={
          joint
            ? t('You, {readers}. Everybody here reads everything.', { readers })
            : t('Only {readers}. Not {partner}.', { readers, partner: without })
        }
      >
        <p class="space-band">
          {joint ? t('Joint: all of us') : t('Private: you and {readers} alone', { readers })}
        </p>
        <nav class="row" aria-label={t('Spaces')}>
          {!joint && couple !== null && (
            <Button kind="quiet" icon="people" href={props.spaceHref(couple.id)}>
              {t('To the joint space')}
            </Button>
          )}
          {joint &&
            privates.map((one) => (
              <Button key={one.id} kind="quiet" icon="lock" href={props.spaceHref(one.id)}>
                {t('Private space with {name}', { name: readersIn(one, me.account) })}
              </Button>
            ))}
        </nav>
        {joint && whole && props.sessions}
        {state.kind === 'failed' && (
          <Notice kind="problem" title={t('This space could not be read.')}>
            <p>{t('The line or the server did not answer. Nothing was changed.')}</p>
            <div class="row">
              <Button onClick={() => void papers.load(space.id)}>{t('Try again')}</Button>
            </div>
          </Notice>
        )}
        {joint && !whole && (
          <Notice>
            <p>{t('Somebody is not here yet. You can write when both of you are.')}</p>
          </Notice>
        )}
        {gone.map((one) => (
          <Notice key={one.account}>
            <p>
              {t('{name} has ended their part. They cannot read what is written from now on.', {
                name: one.name,
              })}
            </p>
          </Notice>
        ))}
        {joint && whole && gone.length === 0 && state.kind === 'ready' && (
          <PolicyCard
            {...props}
            policy={policy}
            waiting={clients.filter(
              ({ account }) =>
                !privates.some((one) => one.members.some((m) => m.account === account)),
            )}
          />
        )}
        <KeyNotice alliance={space} me={me.account} />
        <Words papers={known} space={space} nowMs={nowMs} />
        {whole && (
          <Write key={space.id} space={space} papers={papers} readers={readers} without={without} />
        )}
        {joint && whole && (
          <ReleaseCard
            space={space}
            me={me}
            releases={props.releases}
            papers={known}
            copyHref={props.copyHref}
            nowMs={nowMs}
          />
        )}
        <LeaveSpace space={space} me={me} alliances={props.alliances} />
      </Page>
    </div>
  );
}

function Words(props: { papers: readonly KnownPaper[]; space: KnownAlliance; nowMs: number }) {
  const words = props.papers.filter(({ paper }) => paper?.kind === 'words' || paper === null);
  const nameOf = (account: string) =>
    props.space.members.find((one) => one.account === account)?.name ?? t('Somebody');
  return (
    <ol class="space-words" aria-label={t('What was written')}>
      {words.map((one) => (
        <li key={one.id} class={one.mine ? 'space-mine' : undefined}>
          <p class="note">
            {one.mine ? t('You') : nameOf(one.sender)} ·{' '}
            <Moment ms={one.at_ms} nowMs={props.nowMs} as="when" />
            {one.delivery !== 'sent' && ` · ${t('on this device, waiting for a line')}`}
          </p>
          <p class="space-text" dir="auto">
            {one.paper?.kind === 'words' ? one.paper.text : one.why}
          </p>
        </li>
      ))}
    </ol>
  );
}

function Write(props: {
  space: KnownAlliance;
  papers: PapersModel;
  readers: string;
  without: string;
}) {
  const { space, papers, readers, without } = props;
  const joint = space.kind === 'couple';
  const [text, setText] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  async function send() {
    if (text.trim() === '') return;
    setBusy(true);
    setProblem(null);
    try {
      await papers.add(space.id, { kind: 'words', text: text.trim() });
      setText('');
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error));
    } finally {
      setBusy(false);
    }
  }
  return (
    <Card>
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault();
          void send();
        }}
      >
        <TextArea
          label={
            joint
              ? t('Write to {readers}', { readers })
              : t('Write to {readers} alone', { readers })
          }
          value={text}
          maxLength={PAPER_MAX}
          onInput={setText}
          reads={
            <WhoReads record>
              {joint
                ? t('You, {readers}.', { readers })
                : t('Only you and {readers}. Not {partner}.', { readers, partner: without })}
            </WhoReads>
          }
        />
        {problem !== null && (
          <Notice kind="problem" title={t('This could not be sent.')}>
            <p>{problem}</p>
            <p>{t('Your words are still here. Please try again.')}</p>
          </Notice>
        )}
        <div class="row">
          <Button type="submit" busy={busy} icon={joint ? 'people' : 'lock'}>
            {joint
              ? t('Send to {readers}', { readers })
              : t('Send to {readers} alone', { readers })}
          </Button>
        </div>
      </form>
    </Card>
  );
}
