// SPDX-License-Identifier: Apache-2.0
import { useState } from 'preact/hooks';
import { Button } from '../ui/Button';
import { t } from '../ui/text';
import type { AccountsModel } from './accounts-model';
import { rehearsalIsDue, restedUntil, restRehearsal } from './ways-in';

type RehearsalProps = { model: AccountsModel; shelf: Storage; nowMs: number; href: string };

/** One quiet line, once a year: is the spare key still there? */
export function Rehearsal({ model, shelf, nowMs, href }: RehearsalProps) {
  const [rested, setRested] = useState(() => restedUntil(shelf));
  const me = model.me.value;
  if (me === null || !rehearsalIsDue(me, nowMs, rested)) return null;
  return (
    <aside class="rehearsal" aria-label={t('Can you still get in?')}>
      <p>{t('Can you still get in? It takes a minute.')}</p>
      <div class="row">
        <Button href={href}>{t('Try it')}</Button>
        <Button
          kind="quiet"
          onClick={() => {
            restRehearsal(shelf, nowMs);
            setRested(Number.POSITIVE_INFINITY);
          }}
        >
          {t('Not now')}
        </Button>
      </div>
    </aside>
  );
}
