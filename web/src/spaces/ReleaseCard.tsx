// SPDX-License-Identifier: Apache-2.0
import { useEffect, useState } from 'preact/hooks';
import type { KnownAlliance } from '../alliances/alliances-model';
import { Button } from '../ui/Button';
import { Card } from '../ui/Card';
import { Moment } from '../ui/Moment';
import { Notice } from '../ui/Notice';
import { TextArea } from '../ui/TextArea';
import { t } from '../ui/text';
import { WhoReads } from '../ui/WhoReads';
import { readersIn } from './couple';
import type { Release } from './couples-api';
import type { KnownPaper } from './papers-model';
import type { ReleasesModel } from './releases-model';

const REASON_MAX = 1_000;

type ReleaseCardProps = {
  space: KnownAlliance;
  me: { account: string; role: 'client' | 'therapist' };
  releases: ReleasesModel;
  papers: readonly KnownPaper[];
  /** Where a copy is made. */
  copyHref: string;
  nowMs: number;
};

/** Taking the joint record away: one asks and says what for, and it needs a yes of everybody. */
export function ReleaseCard(props: ReleaseCardProps) {
  const { space, me, releases, papers } = props;
  const [asking, setAsking] = useState(false);
  const [text, setText] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  useEffect(() => void releases.load().catch(() => undefined), [releases]);
  async function run(work: () => Promise<void>) {
    setBusy(true);
    setProblem(null);
    try {
      await work();
      setAsking(false);
      setText('');
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error));
    }
    setBusy(false);
  }
  const open = (releases.releases.value ?? []).filter(
    ({ alliance, state }) => alliance === space.id && state !== 'used' && state !== 'over',
  );
  const mine = open.find(({ asker }) => asker === me.account);
  const waitsForMe = open.some(({ answers }) =>
    answers.some(({ account, yes }) => account === me.account && yes === null),
  );
  return (
    <Card
      title={t('A copy of what we share')}
      {...(waitsForMe && !asking && { tone: 'next' as const })}
    >
      <p>
        {t(
          'What is written here belongs to both of you. It goes into somebody’s copy only when everybody has said yes, for one copy, within 7 days.',
        )}
      </p>
      {open.map((release) => (
        <Asked
          key={release.id}
          {...props}
          release={release}
          reason={reasonOf(papers, release)}
          busy={busy}
          onAnswer={(yes) => void run(() => releases.answer(release, yes))}
          onTakeBack={() => void run(() => releases.takeBack(release))}
        />
      ))}
      {asking && (
        <form
          class="stack"
          onSubmit={(event) => {
            event.preventDefault();
            if (text.trim() !== '') void run(() => releases.ask(space.id, text.trim()));
          }}
        >
          <TextArea
            label={t('What do you need the copy for?')}
            rows={3}
            maxLength={REASON_MAX}
            value={text}
            onInput={setText}
            reads={
              <WhoReads record>
                {t('You, {readers}.', { readers: readersIn(space, me.account) })}
              </WhoReads>
            }
          />
          <div class="row">
            <Button type="submit" busy={busy}>
              {t('Ask for it')}
            </Button>
            <Button kind="quiet" onClick={() => setAsking(false)}>
              {t('Leave it as it was')}
            </Button>
          </div>
        </form>
      )}
      {problem !== null && (
        <Notice kind="problem" title={t('That did not work.')}>
          <p>{problem}</p>
        </Notice>
      )}
      {!asking && mine === undefined && (
        <div class="row">
          <Button kind="quiet" onClick={() => setAsking(true)}>
            {t('Ask for a copy')}
          </Button>
        </div>
      )}
    </Card>
  );
}

function reasonOf(papers: readonly KnownPaper[], { id, asker }: Release): string {
  const asked = papers.find(
    ({ paper, sender }) =>
      sender === asker && paper?.kind === 'release_asked' && paper.release === id,
  );
  return asked?.paper?.kind === 'release_asked' ? asked.paper.text : '';
}

type AskedProps = ReleaseCardProps & {
  release: Release;
  reason: string;
  busy: boolean;
  onAnswer: (yes: boolean) => void;
  onTakeBack: () => void;
};

function Asked(props: AskedProps) {
  const { release, space, me, busy } = props;
  const mine = release.asker === me.account;
  const my = release.answers.find(({ account }) => account === me.account);
  const nameOf = (account: string) =>
    account === me.account
      ? t('You')
      : (space.members.find((one) => one.account === account)?.name ?? t('Somebody'));
  return (
    <section class="stack-tight" aria-label={t('A request')}>
      <p>
        {mine ? t('You asked for a copy.') : t('{name} asks for a copy.', { name: release.name })}{' '}
        <span class="note">
          <Moment ms={release.at_ms} nowMs={props.nowMs} as="when" />
        </span>
      </p>
      {props.reason !== '' && (
        <blockquote class="entry-quote" dir="auto">
          <p class="space-text">{props.reason}</p>
        </blockquote>
      )}
      <div role="status">
        <ul class="note">
          {release.answers.map(({ account, yes }) => (
            <li key={account}>
              {yes === null
                ? t('{name}: no answer yet', { name: nameOf(account) })
                : yes
                  ? t('{name}: yes', { name: nameOf(account) })
                  : t('{name}: no', { name: nameOf(account) })}
            </li>
          ))}
        </ul>
      </div>
      {release.state === 'good' && release.until_ms !== null && (
        <p>
          {t('Everybody has said yes. It is good for one copy, until')}{' '}
          <Moment ms={release.until_ms} nowMs={props.nowMs} as="when" />.
        </p>
      )}
      <div class="row">
        {my !== undefined && my.yes !== true && (
          <Button busy={busy} onClick={() => props.onAnswer(true)}>
            {t('Yes, it may be copied')}
          </Button>
        )}
        {my !== undefined && my.yes !== false && (
          <Button kind="quiet" busy={busy} onClick={() => props.onAnswer(false)}>
            {my.yes === true ? t('Take my yes back') : t('No')}
          </Button>
        )}
        {mine && release.state === 'good' && (
          <Button kind="next" href={props.copyHref}>
            {t('Make the copy')}
          </Button>
        )}
        {mine && (
          <Button kind="quiet" busy={busy} onClick={props.onTakeBack}>
            {t('I no longer need it')}
          </Button>
        )}
      </div>
    </section>
  );
}
