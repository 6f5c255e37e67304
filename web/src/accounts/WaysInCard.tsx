// SPDX-License-Identifier: Apache-2.0
import type { ComponentChildren } from 'preact';
import { Card } from '../ui/Card';
import { Icon } from '../ui/Icon';
import { t, tn } from '../ui/text';
import { dayWithYear } from '../ui/time';
import type { Me } from './account';
import './factors.css';
import { hasTwoWays, waysIn } from './ways-in';

/** Can you still get in? Each way in, whether it works, and what is missing; in words. */
export function WaysInCard({ me, children }: { me: Me; children?: ComponentChildren }) {
  const { recoveryMs, openingPasskeys, app, passkeys } = waysIn(me);
  const good = hasTwoWays(me);
  return (
    <Card
      title={
        good ? t('You can still get in if you forget your pass phrase.') : t('You have one way in.')
      }
      over={t('Can you still get in?')}
    >
      <ul class="ways-in">
        <Way works>{t('Pass phrase: works, you signed in with it or with something better.')}</Way>
        <Way works={recoveryMs !== null}>
          {recoveryMs === null
            ? t('Recovery code: not tried yet. Type it once below, or make a new one.')
            : t('Recovery code: you had it on {day}.', { day: dayWithYear(recoveryMs) })}
        </Way>
        <Way works={openingPasskeys > 0}>
          {openingPasskeys === 0
            ? t('A passkey that opens by itself: none.')
            : tn(
                openingPasskeys,
                '{n} passkey that opens by itself.',
                '{n} passkeys that open by themselves.',
              )}
        </Way>
        <Way works={app || passkeys > 0}>
          {app || passkeys > 0
            ? t('Second step: a pass phrase alone lets nobody in.')
            : t('Second step: none. Whoever learns your pass phrase is in.')}
        </Way>
      </ul>
      <p class="soft">
        {good
          ? t('Two ways are enough. Nobody else can open your words, so keep them both.')
          : t('A second way saves your words on the day you forget the first.')}
      </p>
      {children}
    </Card>
  );
}

function Way({ works, children }: { works: boolean; children: ComponentChildren }) {
  return (
    <li class={works ? 'ways-in-works' : 'ways-in-open'}>
      <Icon name={works ? 'check' : 'info'} />
      <span>{children}</span>
    </li>
  );
}
