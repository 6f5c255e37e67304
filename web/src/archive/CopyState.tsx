// SPDX-License-Identifier: Apache-2.0
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { Button } from '../ui/Button';
import { Notice } from '../ui/Notice';
import { t, tn } from '../ui/text';
import type { CopyModel, CopyState as State } from './copy-model';
import './copy.css';

/** A copy being made, ready to be saved, or why there is none. */
export function CopyState({ model }: { model: CopyModel }) {
  const state = model.state.value;
  switch (state.kind) {
    case 'choosing':
      return null;
    case 'making':
      return <Making state={state} onCancel={() => model.reset()} />;
    case 'ready':
      return <Ready state={state} onAgain={() => model.reset()} />;
    case 'failed':
      return (
        <div class="stack">
          <Notice kind="problem" title={t('The copy was not made.')}>
            <p>{state.why}</p>
          </Notice>
          <div class="row">
            <Button onClick={() => model.reset()}>{t('Try again')}</Button>
          </div>
        </div>
      );
  }
}

type MakingProps = { state: Extract<State, { kind: 'making' }>; onCancel: () => void };

function Making({ state: { done, all }, onCancel }: MakingProps) {
  const id = useId();
  const words = all === 0 ? t('Looking for everything.') : t('{done} of {all}', { done, all });
  return (
    <div class="stack">
      <p id={id}>{t('Your copy is being made. You can leave this page open and wait.')}</p>
      {all === 0 ? (
        <progress class="copy-progress" aria-labelledby={id} />
      ) : (
        <progress class="copy-progress" aria-labelledby={id} value={done} max={all} />
      )}
      <p class="note">{words}</p>
      <div class="row">
        <Button kind="quiet" onClick={onCancel}>
          {t('Stop')}
        </Button>
      </div>
    </div>
  );
}

type ReadyProps = { state: Extract<State, { kind: 'ready' }>; onAgain: () => void };

function Ready({ state: { file, name, refused }, onAgain }: ReadyProps) {
  const link = useRef<HTMLAnchorElement>(null);
  const [address] = useState(() => URL.createObjectURL(file));
  useEffect(() => {
    link.current?.focus();
    return () => URL.revokeObjectURL(address);
  }, [address]);
  return (
    <div class="stack">
      <Notice kind="ok" title={t('Your copy is ready.')}>
        <p>{t('It is still only on this device. Save it where you keep private things.')}</p>
        {refused > 0 && (
          <p>
            {tn(
              refused,
              'One entry could not be opened; the copy says which and why.',
              '{n} entries could not be opened; the copy says which and why.',
            )}
          </p>
        )}
      </Notice>
      <div class="row">
        <a class="button button-next copy-save" ref={link} href={address} download={name}>
          <span>{t('Save {name}', { name })}</span>
        </a>
        <Button kind="quiet" onClick={onAgain}>
          {t('Make another copy')}
        </Button>
      </div>
    </div>
  );
}
