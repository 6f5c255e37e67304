// SPDX-License-Identifier: Apache-2.0
import { useState } from 'preact/hooks';
import { Card } from '../ui/Card';
import { Choice } from '../ui/Choice';
import { t } from '../ui/text';
import { chooseRefuge, chosenRefuge, type Refuge } from './leave';

/** Where "Leave this page" goes on this device, and what it cannot do. */
export function LeaveSetting({ shelf }: { shelf: Storage }) {
  const [refuge, setRefuge] = useState<Refuge>(chosenRefuge(shelf));
  return (
    <Card title={t('When you leave this page in a hurry')}>
      <p class="soft">
        {t(
          '“Leave this page”, or Shift three times, closes your keys and opens something else. It does not erase the history of your browser.',
        )}
      </p>
      <Choice<Refuge>
        label={t('Go to')}
        inline
        value={refuge}
        options={[
          { value: 'encyclopedia', label: t('an encyclopedia') },
          { value: 'search', label: t('a search page') },
          { value: 'weather', label: t('the weather') },
        ]}
        onChange={(next) => {
          chooseRefuge(shelf, next);
          setRefuge(next);
        }}
      />
    </Card>
  );
}
