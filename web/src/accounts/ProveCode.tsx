// SPDX-License-Identifier: Apache-2.0
import { useState } from 'preact/hooks';
import { Button } from '../ui/Button';
import { Field } from '../ui/Field';
import { t } from '../ui/text';
import { AccountForm } from './AccountForm';
import { AccountProblem, fieldProblem } from './AccountProblem';
import type { AccountsModel } from './accounts-model';

type ProveCodeProps = {
  model: AccountsModel;
  /** Shows the code again, while it is still known here. */
  onAgain?: (() => void) | undefined;
};

/** Typing the recovery code from where it was kept: proof that it will be there when needed. */
export function ProveCode({ model, onAgain }: ProveCodeProps) {
  const [typed, setTyped] = useState('');
  return (
    <AccountForm model={model} onSubmit={() => void model.proveRecovery(typed)}>
      <AccountProblem model={model} />
      <Field
        label={t('Recovery code')}
        hint={t('From your sheet or your password keeper. Spaces and dashes do not matter.')}
        value={typed}
        onInput={setTyped}
        autoComplete="off"
        exact
        required
        error={fieldProblem(model, 'code')}
      />
      <div class="row">
        <Button kind="next" type="submit" busy={model.busy.value}>
          {t('Check it')}
        </Button>
        {onAgain && (
          <Button kind="quiet" onClick={onAgain}>
            {t('Show the code again')}
          </Button>
        )}
      </div>
    </AccountForm>
  );
}
