// SPDX-License-Identifier: Apache-2.0
import { useState } from 'preact/hooks';
import { HttpError } from '../net/http';
import { Button } from '../ui/Button';
import { Card } from '../ui/Card';
import { Field } from '../ui/Field';
import { Notice } from '../ui/Notice';
import { t } from '../ui/text';
import { WhoReads } from '../ui/WhoReads';
import './alliances.css';
import type { AlliancesModel, InvitationLink } from './alliances-model';
import { LinkToHandOver } from './LinkToHandOver';

const DAYS = 7;
const LABEL_MOST = 80;

type InviteCardProps = {
  model: AlliancesModel;
  nowMs: number;
  /** Nobody is here yet: inviting is the next step of the page. */
  first: boolean;
};

type Step =
  | { kind: 'asking' }
  | { kind: 'working' }
  | { kind: 'made'; link: InvitationLink }
  /** `opened`: the alliance exists already, only its link is missing; it is not opened twice. */
  | { kind: 'failed'; why: string; opened: string | null };

function whyNot(error: unknown): string {
  if (error instanceof HttpError && error.status === 0)
    return t('The line is down. Nothing was changed. Please try again in a moment.');
  if (error instanceof HttpError) return error.message;
  return t('This device could not make the link. Please reload the page and try again.');
}

/** Opens an alliance with someone new and gives a link to hand over. */
export function InviteCard({ model, nowMs, first }: InviteCardProps) {
  const [label, setLabel] = useState('');
  const [step, setStep] = useState<Step>({ kind: 'asking' });
  const make = async () => {
    let opened = step.kind === 'failed' ? step.opened : null;
    setStep({ kind: 'working' });
    try {
      opened ??= await model.open(label.trim());
      setStep({ kind: 'made', link: await model.invite(opened, DAYS) });
      setLabel('');
    } catch (error) {
      setStep({ kind: 'failed', why: whyNot(error), opened });
    }
  };
  if (step.kind === 'made')
    return (
      <Card title={t('Here is the link')}>
        <LinkToHandOver made={step.link} nowMs={nowMs} onDone={() => setStep({ kind: 'asking' })} />
      </Card>
    );
  return (
    <Card title={t('Work with someone new')}>
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault();
          if (step.kind !== 'working') void make();
        }}
      >
        {step.kind === 'failed' && (
          <Notice kind="problem">
            <p>{step.why}</p>
          </Notice>
        )}
        <Field
          label={t('Your own word for them')}
          hint={t('Until they join with their name. You can leave it empty.')}
          value={label}
          onInput={setLabel}
          autoComplete="off"
          maxLength={LABEL_MOST}
          reads={<WhoReads>{t('You and the practice.')}</WhoReads>}
        />
        <div class="row">
          <Button
            kind={first ? 'next' : 'act'}
            icon="link"
            type="submit"
            busy={step.kind === 'working'}
          >
            {t('Make a link')}
          </Button>
        </div>
      </form>
    </Card>
  );
}
