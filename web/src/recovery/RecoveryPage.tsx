// SPDX-License-Identifier: Apache-2.0
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { Button } from '../ui/Button';
import { Card } from '../ui/Card';
import { Field } from '../ui/Field';
import { Notice } from '../ui/Notice';
import { Page } from '../ui/Page';
import { t } from '../ui/text';
import { KeyWords } from './KeyWords';
import type { RecoveryModel } from './recovery-model';
import { stateInWords } from './recovery-words';

type RecoveryPageProps = {
  model: RecoveryModel;
  role: 'client' | 'therapist';
  back: string;
  /** A key is being made: that alone is on the page. */
  making?: boolean;
  /** The way to a new key, for the one who may make it. */
  children?: ComponentChildren;
};

/** What the recovery key is, whether there is one, and comparing its words. */
export function RecoveryPage({ model, role, back, making = false, children }: RecoveryPageProps) {
  const recovery = model.recovery.value;
  const key = model.key.value;
  return (
    <Page
      title={t('The practice’s recovery key.')}
      lead={t(
        'A record must not be lost with one person’s pass phrase. This key opens records when a therapist cannot. It lies on three sheets of paper with three people, and two of them are needed.',
      )}
    >
      {!making && (
        <Card title={t('How things stand')}>
          <p>{recovery === null ? t('One moment.') : stateInWords(recovery)}</p>
          <ul class="recovery-points">
            <li>{t('It opens records: what a therapist and a client write, and their goals.')}</li>
            <li>{t('It never opens a journal or a therapist’s own notes.')}</li>
            <li>{t('When it is used, that stands in the list of who opened your record.')}</li>
          </ul>
          {key !== null && role === 'client' && key.trust !== 'known' && (
            <div class="row">
              <Button onClick={() => void model.noticed()}>{t('I have read this')}</Button>
            </div>
          )}
        </Card>
      )}
      {!making && key !== null && role === 'therapist' && (
        <Card title={t('Its eight words')}>
          {key.trust === 'confirmed' ? (
            <>
              <Notice kind="ok">
                <p>{t('This device has compared them. Your records are sealed to this key.')}</p>
              </Notice>
              <KeyWords words={key.words} />
            </>
          ) : (
            <Confirm model={model} changed={key.trust === 'changed'} />
          )}
        </Card>
      )}
      {children}
      <p>
        <a href={back}>{t('Back to your account')}</a>
      </p>
    </Page>
  );
}

/** Typing the words: a nod would be given too easily. */
function Confirm({ model, changed }: { model: RecoveryModel; changed: boolean }) {
  const [typed, setTyped] = useState('');
  const [wrong, setWrong] = useState(false);
  const submit = async () => setWrong(!(await model.confirm(typed)));
  return (
    <form
      class="stack"
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      {changed && (
        <Notice kind="problem">
          <p>
            {t(
              'This is another key than the one this device knew. Compare only with a sheet that was printed after the new ceremony.',
            )}
          </p>
        </Notice>
      )}
      <p class="soft">
        {t(
          'Until then nothing of yours is sealed to this key: a server could have made it up, but it cannot print your sheet.',
        )}
      </p>
      <Field
        label={t('The eight words on the sheet')}
        hint={t('Ask one of the three people to read them to you, or look at your own sheet.')}
        value={typed}
        onInput={setTyped}
        autoComplete="off"
        exact
        required
        error={wrong ? t('These are not the words of this key. Nothing was sealed to it.') : null}
      />
      <div class="row">
        <Button kind="next" type="submit">
          {t('Compare')}
        </Button>
      </div>
    </form>
  );
}
