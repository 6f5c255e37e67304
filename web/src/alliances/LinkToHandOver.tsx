// SPDX-License-Identifier: Apache-2.0
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { Button } from '../ui/Button';
import { t } from '../ui/text';
import { awayInWords } from '../ui/time';
import './alliances.css';
import type { InvitationLink } from './alliances-model';

type LinkToHandOverProps = {
  label?: string;
  made: InvitationLink;
  nowMs: number;
  onDone: () => void;
};

type Copied = 'not_yet' | 'yes' | 'refused';

/** The link, once. It opens the alliance to whoever holds it first. */
export function LinkToHandOver({ label, made, nowMs, onDone }: LinkToHandOverProps) {
  const id = useId();
  const box = useRef<HTMLTextAreaElement>(null);
  const [copied, setCopied] = useState<Copied>('not_yet');
  // It may lie below what is on the screen.
  useEffect(() => box.current?.focus(), []);
  const copy = () =>
    navigator.clipboard.writeText(made.link).then(
      () => setCopied('yes'),
      () => setCopied('refused'),
    );
  return (
    <div class="handover">
      <label class="field-label" for={id}>
        {label ?? t('The invitation link')}
      </label>
      <textarea
        ref={box}
        id={id}
        class="field-input handover-link"
        readOnly
        rows={3}
        spellcheck={false}
        value={made.link}
        onFocus={(event) => event.currentTarget.select()}
      />
      <p class="note">
        {t(
          'It works once and ends {when}. It is shown only now. Whoever has it can come in, so send it to that person alone.',
          {
            when: awayInWords(made.expires_ms, nowMs),
          },
        )}
      </p>
      <div class="row">
        <Button icon={copied === 'yes' ? 'check' : 'copy'} onClick={() => void copy()}>
          {copied === 'yes' ? t('Copied') : t('Copy the link')}
        </Button>
        <Button kind="quiet" onClick={onDone}>
          {t('Done')}
        </Button>
      </div>
      <p class="note" role="status">
        {copied === 'refused' && t('This browser does not copy. Please mark the link and copy it.')}
      </p>
    </div>
  );
}
