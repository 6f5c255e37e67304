// SPDX-License-Identifier: Apache-2.0
import { useState } from 'preact/hooks';
import type { HelpNumber } from '../accounts/account';
import { Dialog } from '../ui/Dialog';
import { Icon } from '../ui/Icon';
import { t } from '../ui/text';
import { HelpNumbers } from './HelpNumbers';
import './wayout.css';

/** "Help now": one tap, at the same place on every screen. It lies over the page and loses nothing. */
export function HelpButton({ numbers }: { numbers: readonly HelpNumber[] }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <button type="button" class="wayout" onClick={() => setOpen(true)}>
        <Icon name="phone" />
        <span>{t('Help now')}</span>
      </button>
      <Dialog
        open={open}
        title={t('You can talk to someone now')}
        onClose={() => setOpen(false)}
        close={t('Back to the page')}
      >
        <HelpNumbers numbers={numbers} />
      </Dialog>
    </>
  );
}
