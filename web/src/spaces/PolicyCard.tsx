// SPDX-License-Identifier: Apache-2.0
import { useState } from 'preact/hooks';
import type { Member } from '../alliances/alliance';
import type { AlliancesModel, KnownAlliance } from '../alliances/alliances-model';
import { Button } from '../ui/Button';
import { Card } from '../ui/Card';
import { Notice } from '../ui/Notice';
import { TextArea } from '../ui/TextArea';
import { t } from '../ui/text';
import { WhoReads } from '../ui/WhoReads';
import { type PolicyState, policyTemplates, readersIn } from './couple';
import type { PapersModel } from './papers-model';

type PolicyCardProps = {
  space: KnownAlliance;
  me: { account: string; role: 'client' | 'therapist' };
  alliances: AlliancesModel;
  papers: PapersModel;
  policy: PolicyState | null;
  /** Clients without a private space; a therapist sees all of them. */
  waiting: readonly Member[];
};

/** How the three hold secrets: written by the therapist, agreed to by both, before anybody writes
 * alone. */
export function PolicyCard(props: PolicyCardProps) {
  const { space, me, papers, policy } = props;
  const [writing, setWriting] = useState(false);
  const [text, setText] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  async function run(work: () => Promise<unknown>) {
    setBusy(true);
    setProblem(null);
    try {
      await work();
      setWriting(false);
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error));
    } finally {
      setBusy(false);
    }
  }
  const therapist = me.role === 'therapist';
  const mayAgree = policy !== null && !therapist && !policy.agreed.includes(me.account);
  const names = space.members
    .filter(({ account }) => policy?.agreed.includes(account))
    .map(({ name }) => name);
  if (policy === null && !therapist)
    return (
      <Card title={t('How we hold secrets')}>
        <p>{t('Your therapist will write here how secrets are held. Then you are both asked.')}</p>
      </Card>
    );
  return (
    <Card title={t('How we hold secrets')} {...(mayAgree && { tone: 'next' as const })}>
      {policy !== null && !writing && (
        <blockquote class="entry-quote" dir="auto">
          <p class="space-text">{policy.text}</p>
        </blockquote>
      )}
      {policy !== null && !writing && (
        <p class="note" role="status">
          {policy.holds
            ? t('Both agreed.')
            : names.length === 0
              ? t('Nobody has agreed yet. Private spaces open when both have.')
              : t('{names} agreed. Private spaces open when both have.', {
                  names: names.join(', '),
                })}
        </p>
      )}
      {therapist && (policy === null || writing) && (
        <form
          class="stack"
          onSubmit={(event) => {
            event.preventDefault();
            if (text.trim() === '') return;
            void run(() => papers.add(space.id, { kind: 'policy', text: text.trim() }));
          }}
        >
          <div class="row">
            {policyTemplates().map((one) => (
              <Button key={one.name} kind="quiet" onClick={() => setText(one.text)}>
                {t('Begin with “{name}”', { name: one.name })}
              </Button>
            ))}
          </div>
          <TextArea
            label={t('In your words')}
            hint={t('Plain words. Both of them have to agree before private spaces open.')}
            rows={5}
            maxLength={4000}
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
              {t('Ask both')}
            </Button>
            {writing && (
              <Button kind="quiet" onClick={() => setWriting(false)}>
                {t('Leave it as it was')}
              </Button>
            )}
          </div>
        </form>
      )}
      {problem !== null && (
        <Notice kind="problem" title={t('That did not work. Nothing was changed.')}>
          <p>{problem}</p>
        </Notice>
      )}
      <div class="row">
        {mayAgree && (
          <Button
            kind="next"
            busy={busy}
            onClick={() =>
              void run(() =>
                papers.add(space.id, {
                  kind: 'policy_agreed',
                  policy: policy.id,
                  revision: policy.revision,
                }),
              )
            }
          >
            {t('I agree to this')}
          </Button>
        )}
        {therapist && policy?.holds && !writing && props.waiting.length > 0 && (
          <Button
            kind="next"
            busy={busy}
            onClick={() =>
              void run(async () => {
                for (const { account } of props.waiting)
                  await props.alliances.openSpace({
                    kind: 'pair',
                    about: space.id,
                    client: account,
                  });
              })
            }
          >
            {t('Open the private spaces')}
          </Button>
        )}
        {therapist && policy !== null && !writing && (
          <Button
            kind="quiet"
            onClick={() => {
              setText(policy.text);
              setWriting(true);
            }}
          >
            {t('Write it anew')}
          </Button>
        )}
      </div>
    </Card>
  );
}
