// SPDX-License-Identifier: Apache-2.0
import { useState } from 'preact/hooks';
import { Button } from '../ui/Button';
import { Dialog } from '../ui/Dialog';
import { Field } from '../ui/Field';
import { Notice } from '../ui/Notice';
import { t } from '../ui/text';
import type { SecondStep, Step } from './second-step';

/** Asks for the second step of whichever sign-in runs, above the page it runs on. */
export function SecondDialog({ second }: { second: SecondStep }) {
  const step = second.step.value;
  return (
    <Dialog
      open={step !== null}
      title={t('One more step.')}
      close={t('Stop')}
      onClose={() => second.stop()}
    >
      {step !== null && <StepForm second={second} step={step} />}
    </Dialog>
  );
}

function StepForm({ second, step }: { second: SecondStep; step: Step }) {
  const [code, setCode] = useState('');
  const app = step.ways.includes('totp');
  const passkey = step.ways.includes('passkey');
  return (
    <form
      class="stack"
      onSubmit={(event) => {
        event.preventDefault();
        if (app) void second.giveCode(code).then(() => setCode(''));
        else void second.givePasskey();
      }}
    >
      {!app && step.problem !== null && (
        <Notice kind="problem">
          <p>{step.problem}</p>
        </Notice>
      )}
      {app ? (
        <Field
          label={t('Six digits from your app')}
          hint={t('They change every half minute.')}
          value={code}
          onInput={setCode}
          autoComplete="one-time-code"
          inputMode="numeric"
          exact
          required
          error={step.problem}
        />
      ) : (
        <p>{t('Use your passkey: your finger, your face or its PIN.')}</p>
      )}
      <div class="row">
        <Button kind="next" type="submit" busy={step.busy}>
          {app ? t('Go on') : t('Use my passkey')}
        </Button>
        {app && passkey && (
          <Button kind="quiet" onClick={() => void second.givePasskey()}>
            {t('Use my passkey')}
          </Button>
        )}
      </div>
    </form>
  );
}
