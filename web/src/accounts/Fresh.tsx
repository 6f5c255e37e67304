// SPDX-License-Identifier: Apache-2.0
import type { ComponentChildren } from 'preact';
import { t } from '../ui/text';
import type { AccountsModel } from './accounts-model';
import { PhraseForm } from './PhraseForm';

/** A little less than the ten minutes the server allows. */
const FRESH_MS = 9 * 60_000;

/** What may be changed only by somebody who has just shown who they are: asks for the pass phrase
 * first when that was a while ago. */
export function Fresh({ model, children }: { model: AccountsModel; children: ComponentChildren }) {
  if (Date.now() - model.shownMs.value < FRESH_MS) return <>{children}</>;
  return (
    <PhraseForm model={model} act={model.confirm} button={t('Go on')}>
      <p>{t('Give your pass phrase once more, so that nobody else changes this.')}</p>
    </PhraseForm>
  );
}
