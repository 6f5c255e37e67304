// SPDX-License-Identifier: Apache-2.0
import { useSignal } from '@preact/signals';
import { useId } from 'preact/hooks';
import { HttpError } from '../net/http';
import { Button } from '../ui/Button';
import { Choice } from '../ui/Choice';
import { Field, FieldFrame } from '../ui/Field';
import { Notice } from '../ui/Notice';
import { t } from '../ui/text';
import { clock, longDay, ownZone } from '../ui/time';
import './plan.css';
import { type Medium, MINUTES_MAX, MINUTES_MIN, type Visit, type VisitPlan } from './visit';
import { bothZones, refusalWords } from './visit-words';
import type { VisitsModel } from './visits-model';
import { msToWall, wallToMs, zoneCity, zones } from './wall-time';

type PlanFormProps = {
  alliance: string;
  /** The client's name. */
  name: string;
  model: Pick<VisitsModel, 'plan'>;
  nowMs: number;
  /** It is planned; the page goes on from here. */
  onPlanned: (visit: Visit) => void;
};

/** The therapist plans a session: now or later, in a zone that is always named. */
export function PlanForm({ alliance, name, model, nowMs, onPlanned }: PlanFormProps) {
  const zoneId = useId();
  const own = ownZone();
  const soon = msToWall(nowMs + 86_400_000, own);
  const when = useSignal<'now' | 'later'>('later');
  const date = useSignal(soon.slice(0, 10));
  const time = useSignal(`${soon.slice(11, 13)}:00`);
  const zone = useSignal(own);
  const minutes = useSignal('50');
  const medium = useSignal<Medium>('video');
  const busy = useSignal(false);
  const wrong = useSignal<{ field: string | null; words: string } | null>(null);

  const later = when.value === 'later';
  const wall = later ? `${date.value}T${time.value}` : 'now';
  const startsMs = later ? wallToMs(wall, zone.value) : nowMs;
  const at = (field: string) => (wrong.value?.field === field ? wrong.value.words : null);

  function check(): { field: string; words: string } | null {
    const length = Number(minutes.value);
    if (!Number.isInteger(length) || length < MINUTES_MIN || length > MINUTES_MAX) {
      return { field: 'minutes', words: t('Between 10 and 180 minutes.') };
    }
    if (!later) return null;
    if (startsMs === null) {
      const skipped = date.value !== '' && time.value !== '';
      return {
        field: 'wall',
        words: skipped
          ? t('The clocks skip this time that night. Choose another.')
          : t('Choose a day and a time.'),
      };
    }
    if (startsMs < nowMs - 10 * 60_000) {
      return { field: 'wall', words: t('This time has passed. Choose a later one.') };
    }
    return null;
  }

  async function plan(): Promise<void> {
    wrong.value = check();
    if (wrong.value !== null || busy.value) return;
    busy.value = true;
    const wanted: VisitPlan = {
      alliance,
      wall,
      zone: zone.value,
      minutes: Number(minutes.value),
      medium: medium.value,
    };
    try {
      onPlanned(await model.plan(wanted));
    } catch (error) {
      wrong.value = refusal(error);
    } finally {
      busy.value = false;
    }
  }

  return (
    <form
      class="stack plan"
      onSubmit={(event) => {
        event.preventDefault();
        void plan();
      }}
    >
      <Choice
        label={t('When do you meet?')}
        inline
        options={[
          { value: 'later', label: t('On a day') },
          { value: 'now', label: t('Now') },
        ]}
        value={when.value}
        onChange={(value) => {
          when.value = value;
          wrong.value = null;
        }}
      />
      {later && (
        <>
          <div class="plan-when">
            <Field
              label={t('Day')}
              type="date"
              min={msToWall(nowMs, zone.value).slice(0, 10)}
              value={date.value}
              onInput={(value) => {
                date.value = value;
              }}
              error={at('wall')}
            />
            <Field
              label={t('Time')}
              type="time"
              value={time.value}
              onInput={(value) => {
                time.value = value;
              }}
            />
          </div>
          <FieldFrame
            id={zoneId}
            label={t('Time zone')}
            hint={undefined}
            error={at('zone')}
            reads={undefined}
          >
            <select
              id={zoneId}
              class="field-input"
              value={zone.value}
              onChange={(event) => {
                zone.value = event.currentTarget.value;
              }}
            >
              {zones(own).map((one) => (
                <option key={one} value={one}>
                  {one === own
                    ? t('{city}, where you are', { city: zoneCity(one) })
                    : one.replaceAll('_', ' ')}
                </option>
              ))}
            </select>
          </FieldFrame>
          {startsMs !== null && (
            <p class="plan-said" aria-live="polite">
              {longDay(startsMs, own)}:{' '}
              {bothZones(startsMs, zone.value, own) ||
                t('{clock} where you are.', { clock: clock(startsMs, own) })}{' '}
              {t('{name} sees it on the clock where they are.', { name })}
            </p>
          )}
        </>
      )}
      <Field
        label={t('How many minutes?')}
        type="number"
        inputMode="numeric"
        min={MINUTES_MIN}
        max={MINUTES_MAX}
        step={5}
        value={minutes.value}
        onInput={(value) => {
          minutes.value = value;
        }}
        error={at('minutes')}
      />
      <Choice
        label={t('How do you meet?')}
        options={[
          { value: 'video', label: t('By video'), hint: t('You see and hear each other.') },
          { value: 'voice', label: t('By voice'), hint: t('You hear each other. No camera.') },
          { value: 'text', label: t('In writing'), hint: t('You write to each other.') },
        ]}
        value={medium.value}
        onChange={(value) => {
          medium.value = value;
        }}
        error={at('medium')}
      />
      {wrong.value !== null && (wrong.value.field === null || (!later && at('wall') !== null)) && (
        <Notice kind="problem">
          <p>{wrong.value.words}</p>
        </Notice>
      )}
      <div class="row">
        <Button kind="next" type="submit" busy={busy.value}>
          {later ? t('Plan the session') : t('Begin now')}
        </Button>
      </div>
    </form>
  );
}

function refusal(error: unknown): { field: string | null; words: string } {
  if (!(error instanceof HttpError)) return { field: null, words: refusalWords(error) };
  if (error.status === 409) {
    return { field: 'wall', words: t('You already have a session at that time. Choose another.') };
  }
  const words = fieldWords(error.field);
  return words === null
    ? { field: null, words: refusalWords(error) }
    : { field: error.field, words };
}

function fieldWords(field: string | null): string | null {
  switch (field) {
    case 'wall':
      return t('This time cannot be used. Choose another, at most a year ahead.');
    case 'zone':
      return t('The server does not know this time zone. Choose another.');
    case 'minutes':
      return t('Between 10 and 180 minutes.');
    case 'medium':
      return t('Choose one of the three.');
    default:
      return null;
  }
}
