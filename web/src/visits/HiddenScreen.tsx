// SPDX-License-Identifier: Apache-2.0
import { useEffect, useRef } from 'preact/hooks';
import { t } from '../ui/text';
import type { SignsModel } from './signs-model';

/**
 * The whole screen, neutral: somebody came in. Nothing tells what this page is, nothing is heard, and
 * nothing goes out. Escape does not open the room again; one tap does.
 */
export function HiddenScreen({ signs }: { signs: SignsModel }) {
  const element = useRef<HTMLDialogElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    const dialog = element.current;
    if (dialog === null) return;
    // What was open above the room would lie above this, too.
    for (const open of document.querySelectorAll<HTMLDialogElement>('dialog[open]')) open.close();
    dialog.showModal();
    heading.current?.focus();
    return () => dialog.close();
  }, []);
  return (
    <dialog
      ref={element}
      class="room-hidden"
      aria-labelledby="room-hidden-title"
      onCancel={(event) => event.preventDefault()}
    >
      <h2 id="room-hidden-title" ref={heading} tabIndex={-1}>
        {t('One moment.')}
      </h2>
      <button type="button" class="room-hidden-back" onClick={() => signs.setHidden(false)}>
        {t('Back')}
      </button>
    </dialog>
  );
}
