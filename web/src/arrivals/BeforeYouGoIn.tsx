// SPDX-License-Identifier: Apache-2.0
import { Button } from '../ui/Button';
import { Disclosure } from '../ui/Disclosure';
import { Field } from '../ui/Field';
import { Notice } from '../ui/Notice';
import { Slider } from '../ui/Slider';
import { TextArea } from '../ui/TextArea';
import { t } from '../ui/text';
import { WhoReads } from '../ui/WhoReads';
import { type ArrivalShares, LONG_MAX, SHORT_MAX } from './arrival';
import type { ArrivalModel } from './arrival-model';

/** Two small questions before the door. Skipping is leaving them closed. */
export function BeforeYouGoIn({ model, name }: { model: ArrivalModel; name: string }) {
  const { place, coming, worthwhile } = model.draft.value;
  const shares = model.shares.value;
  const state = model.state.value;
  const reads = <WhoReads>{t('Only you, until you share it.')}</WhoReads>;
  const put = (change: Partial<typeof place>) => model.write({ place: { ...place, ...change } });
  return (
    <section class="stack" aria-label={t('Before you go in')}>
      <Disclosure title={t('Where are you today?')} state={t('Skip it if you like')}>
        <div class="stack">
          <Field
            label={t('The place, so that help could come')}
            value={place.where}
            maxLength={SHORT_MAX}
            onInput={(where) => put({ where })}
            reads={reads}
          />
          <Field
            label={t('Who may hear you there?')}
            value={place.hears}
            maxLength={SHORT_MAX}
            onInput={(hears) => put({ hears })}
            reads={reads}
          />
          <Field
            label={t('A number, if the line is cut')}
            type="tel"
            value={place.phone}
            maxLength={SHORT_MAX}
            onInput={(phone) => put({ phone })}
            reads={reads}
          />
          <ShareLine model={model} part="place" name={name} on={shares.place} />
          <label class="choice-option">
            <input
              type="checkbox"
              checked={model.remembers.value}
              onChange={(event) => model.remember(event.currentTarget.checked)}
            />
            <span>{t('Remember the place on this device, locked, for the next time')}</span>
          </label>
        </div>
      </Disclosure>
      <Disclosure title={t('How are you coming in?')} state={t('Skip it if you like')}>
        <div class="stack">
          <Slider
            label={t('How are you coming in?')}
            value={coming.value}
            ends={[t('very heavy'), t('very light')]}
            onChange={(value) => model.write({ coming: { ...coming, value } })}
          />
          <TextArea
            label={t('Or in words')}
            value={coming.words}
            maxLength={LONG_MAX}
            rows={2}
            onInput={(words) => model.write({ coming: { ...coming, words } })}
            reads={reads}
          />
          <ShareLine model={model} part="coming" name={name} on={shares.coming} />
          <TextArea
            label={t('What would make today worthwhile?')}
            value={worthwhile}
            maxLength={LONG_MAX}
            rows={2}
            onInput={(words) => model.write({ worthwhile: words })}
            reads={reads}
          />
          <ShareLine model={model} part="worthwhile" name={name} on={shares.worthwhile} />
        </div>
      </Disclosure>
      <div class="stack-tight">
        <div class="row">
          <Button busy={state === 'sending'} onClick={() => void model.share()}>
            {t('Share what is ticked')}
          </Button>
        </div>
        <p class="note" role="status">
          {state === 'shared'
            ? t('Shared with {name}. It is erased 24 hours after the session.', { name })
            : t(
                'What you do not tick never leaves this device. What you share is sealed for {name}, and erased 24 hours after the session.',
                { name },
              )}
        </p>
        {state === 'failed' && (
          <Notice kind="problem">
            <p>
              {t('It was not shared: the line is down. What you wrote is still here. Try again.')}
            </p>
          </Notice>
        )}
      </div>
    </section>
  );
}

type ShareLineProps = { model: ArrivalModel; part: keyof ArrivalShares; name: string; on: boolean };

function ShareLine({ model, part, name, on }: ShareLineProps) {
  return (
    <label class="choice-option">
      <input
        type="checkbox"
        checked={on}
        onChange={(event) => model.choose({ [part]: event.currentTarget.checked })}
      />
      <span>{t('Share this with {name}', { name })}</span>
    </label>
  );
}
