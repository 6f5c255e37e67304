// SPDX-License-Identifier: Apache-2.0
import { useState } from 'preact/hooks';
import type { KnownAlliance } from '../alliances/alliances-model';
import { Button } from '../ui/Button';
import { Card } from '../ui/Card';
import { Moment } from '../ui/Moment';
import { Notice } from '../ui/Notice';
import { Page } from '../ui/Page';
import { Slider } from '../ui/Slider';
import { t } from '../ui/text';
import { greeting, longDay } from '../ui/time';
import { WhoReads } from '../ui/WhoReads';
import { VisitCard } from '../visits/VisitCard';
import type { Visit } from '../visits/visit';
import type { DaysModel } from './days';
import * as paths from './paths';
import type { NewestMessage, SmallStep } from './today';
import './today.css';

type TodayPageProps = {
  /** The alliance this person is in; null while the list loads. */
  alliance: KnownAlliance | null;
  next: Visit | null;
  /** A session of the last days whose closing minute I have not given; null when there is none. */
  due: Visit | null;
  step: SmallStep | null;
  /** The step was noted as done. */
  noted: boolean;
  /** Notes it; false when this device cannot. */
  onDone: (step: SmallStep) => boolean;
  onNotNow: (step: SmallStep) => void;
  days: DaysModel;
  newest: NewestMessage | null;
  nowMs: number;
};

/** The client's home: what is next, one small step, how are you, the newest word. Nothing else. */
export function TodayPage(props: TodayPageProps) {
  const { alliance, next, step, newest, nowMs, days } = props;
  const name = alliance?.title ?? '';
  const therapist = alliance?.members.find(({ role }) => role === 'therapist')?.name ?? name;
  return (
    <Page title={greeting(nowMs)} lead={longDay(nowMs)}>
      <NextSession visit={next} name={therapist} nowMs={nowMs} loaded={alliance !== null} />
      {props.due !== null && <ClosingDue visit={props.due} name={name} />}
      {step !== null && (
        <Step
          key={step.id}
          step={step}
          noted={props.noted}
          onDone={props.onDone}
          onNotNow={props.onNotNow}
        />
      )}
      <HowAreYou days={days} />
      {newest !== null && (
        <Card
          title={t('{name} wrote', { name })}
          over={<Moment ms={newest.at_ms} nowMs={nowMs} as="when" />}
        >
          <blockquote class="today-quote" dir="auto">
            <p>{newest.text}</p>
          </blockquote>
          {newest.letter && (
            <div class="row">
              <Button kind="quiet" icon="chat" href={paths.letters(alliance?.id ?? '')}>
                {t('Read and answer')}
              </Button>
            </div>
          )}
        </Card>
      )}
    </Page>
  );
}

function NextSession(props: { visit: Visit | null; name: string; nowMs: number; loaded: boolean }) {
  const { visit, name, nowMs, loaded } = props;
  if (!loaded) return null;
  if (visit !== null) return <VisitCard visit={visit} name={name} nowMs={nowMs} />;
  return (
    <Card title={t('No session is planned yet.')}>
      <p class="soft">{t('{name} plans the next one. It will show here.', { name })}</p>
    </Card>
  );
}

function ClosingDue({ visit, name }: { visit: Visit; name: string }) {
  return (
    <Card title={t('How was the last session for you?')}>
      <p class="soft">
        {t('One minute about the two of you. {name} sees it after you both answered.', { name })}
      </p>
      <div class="row">
        <Button href={paths.closing(visit.id)}>{t('Take the minute')}</Button>
      </div>
    </Card>
  );
}

function because({ why, goal }: SmallStep): string {
  if (why !== '') return why;
  return goal === '' ? '' : t('For “{goal}”.', { goal });
}

type StepProps = {
  step: SmallStep;
  /** It was noted as done. */
  noted: boolean;
  onDone: (step: SmallStep) => boolean;
  onNotNow: (step: SmallStep) => void;
};

function Step({ step, noted, onDone, onNotNow }: StepProps) {
  const [failed, setFailed] = useState(false);
  return (
    <Card over={t('Your small step')} title={step.text}>
      {because(step) !== '' && <p class="soft">{because(step)}</p>}
      {failed && (
        <Notice kind="problem">
          <p>{t('This browser keeps nothing. Say it in your next closing minute.')}</p>
        </Notice>
      )}
      {noted ? (
        <Notice kind="ok">
          <p>{t('Noted on this device, for your next closing minute.')}</p>
        </Notice>
      ) : (
        <div class="row">
          <Button icon="check" onClick={() => setFailed(!onDone(step))}>
            {t('Done')}
          </Button>
          <Button kind="quiet" onClick={() => onNotNow(step)}>
            {t('Not now')}
          </Button>
        </div>
      )}
    </Card>
  );
}

function HowAreYou({ days }: { days: DaysModel }) {
  const said = {
    no: '',
    soon: '',
    kept: t('Kept. You can move it all day.'),
    failed: t('The line is down, so this is not kept yet. Please move it again later.'),
  };
  return (
    <section class="card today-day">
      <Slider
        label={<h2>{t('How are you today?')}</h2>}
        value={days.today.value}
        onChange={(value) => days.set(value)}
        ends={[t('heavy'), t('light')]}
        canTakeBack={days.keeping.value !== 'kept'}
      />
      <div class="today-kept">
        <WhoReads>{t('Only you.')}</WhoReads>
        <p class="note" role="status">
          {said[days.keeping.value]}
        </p>
      </div>
    </section>
  );
}
