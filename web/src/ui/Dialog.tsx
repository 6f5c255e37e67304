// SPDX-License-Identifier: Apache-2.0
import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';
import { Button } from './Button';
import './dialog.css';
import { t } from './text';

type DialogProps = {
  open: boolean;
  title: string;
  onClose: () => void;
  children?: ComponentChildren;
  /** The words on the way out. */
  close?: string;
};

/** The browser's own dialog: keeps the focus inside, closes with Escape, gives the focus back. */
export function Dialog({ open, title, onClose, children, close }: DialogProps) {
  const id = useId();
  const element = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const dialog = element.current;
    if (dialog === null) return;
    if (open && !dialog.open) dialog.showModal();
    if (!open && dialog.open) dialog.close();
  }, [open]);
  return (
    <dialog ref={element} class="dialog" aria-labelledby={id} onClose={onClose}>
      {open && (
        <div class="dialog-inside">
          <h2 id={id}>{title}</h2>
          {children}
          <div class="row dialog-ways">
            <Button kind="quiet" onClick={onClose}>
              {close ?? t('Close')}
            </Button>
          </div>
        </div>
      )}
    </dialog>
  );
}
