// SPDX-License-Identifier: Apache-2.0
import { Button } from '../ui/Button';
import { t, tn } from '../ui/text';
import type { RoomModel } from './room-model';
import type { Visit } from './visit';

type RunningLateProps = { model: Pick<RoomModel, 'delay' | 'busy'>; visit: Visit };

const STEPS = [5, 10, 15];

/** The therapist says to begin later; whoever waits reads it at once. */
export function RunningLate({ model, visit }: RunningLateProps) {
  const told = visit.delay_minutes;
  const busy = model.busy.value === 'delay';
  return (
    <section class="stack-tight" aria-label={t('Running late')}>
      <p class="note">
        {told === 0
          ? t('Running late? Whoever waits reads it at once.')
          : tn(told, 'You have said: {n} minute later.', 'You have said: {n} minutes later.')}
      </p>
      <div class="row">
        {STEPS.filter((minutes) => minutes !== told).map((minutes) => (
          <Button key={minutes} kind="quiet" busy={busy} onClick={() => void model.delay(minutes)}>
            {tn(minutes, '{n} minute later', '{n} minutes later')}
          </Button>
        ))}
        {told > 0 && (
          <Button kind="quiet" busy={busy} onClick={() => void model.delay(0)}>
            {t('As agreed')}
          </Button>
        )}
      </div>
    </section>
  );
}
