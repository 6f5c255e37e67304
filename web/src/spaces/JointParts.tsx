// SPDX-License-Identifier: Apache-2.0
import { useEffect, useState } from 'preact/hooks';
import type { KnownAlliance } from '../alliances/alliances-model';
import { Button } from '../ui/Button';
import { Card } from '../ui/Card';
import { Moment } from '../ui/Moment';
import { Notice } from '../ui/Notice';
import { t } from '../ui/text';
import type { Release } from './couples-api';
import type { ReleasesModel } from './releases-model';

type JointPartsProps = {
  /** The joint spaces I am in. */
  joint: readonly KnownAlliance[];
  me: string;
  releases: ReleasesModel;
  spaceHref: (alliance: string) => string;
  nowMs: number;
};

/** What a copy holds of joint spaces, and what others ask of me for one I have left. */
export function JointParts({ joint, me, releases, spaceHref, nowMs }: JointPartsProps) {
  const [problem, setProblem] = useState<string | null>(null);
  useEffect(() => void releases.load().catch(() => undefined), [releases]);
  const all = releases.releases.value ?? [];
  const given = (alliance: string) =>
    all.some((one) => one.alliance === alliance && one.asker === me && one.state === 'good');
  const asked = all.filter(
    ({ alliance, state, answers }) =>
      state !== 'used' &&
      state !== 'over' &&
      joint.every(({ id }) => id !== alliance) &&
      answers.some(({ account }) => account === me),
  );
  const answer = async (release: Release, yes: boolean) => {
    setProblem(null);
    try {
      await releases.answer(release, yes);
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error));
    }
  };
  if (joint.length === 0 && asked.length === 0) return null;
  return (
    <Card title={t('What you share with a couple')}>
      {joint.map(({ id, title }) => (
        <p key={id}>
          {given(id)
            ? t('{title}: goes into this copy, once. Everybody has said yes.', { title })
            : t('{title}: stays out. It needs a yes of everybody.', { title })}{' '}
          <a href={spaceHref(id)}>{t('Go to the joint space')}</a>
        </p>
      ))}
      {asked.map((release) => {
        const yes = release.answers.find(({ account }) => account === me)?.yes ?? null;
        return (
          <section key={release.id} class="stack-tight" aria-label={t('A request')}>
            <p>
              {t('{name} asks for a copy of the joint space you were in.', { name: release.name })}{' '}
              <span class="note">
                <Moment ms={release.at_ms} nowMs={nowMs} as="when" />
              </span>
            </p>
            <p class="note" role="status">
              {yes === null
                ? t('You have not answered yet.')
                : yes
                  ? t('You said yes.')
                  : t('You said no.')}
            </p>
            <div class="row">
              {yes !== true && (
                <Button onClick={() => void answer(release, true)}>
                  {t('Yes, it may be copied')}
                </Button>
              )}
              {yes !== false && (
                <Button kind="quiet" onClick={() => void answer(release, false)}>
                  {yes === true ? t('Take my yes back') : t('No')}
                </Button>
              )}
            </div>
          </section>
        );
      })}
      {problem !== null && (
        <Notice kind="problem" title={t('That did not work.')}>
          <p>{problem}</p>
        </Notice>
      )}
    </Card>
  );
}
