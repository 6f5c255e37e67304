// SPDX-License-Identifier: Apache-2.0
import { useState } from 'preact/hooks';
import { Button } from '../ui/Button';
import { Field } from '../ui/Field';
import { Notice } from '../ui/Notice';
import { t } from '../ui/text';
import type { FactorsModel } from './factors-model';
import { QrCode } from './QrCode';

/** Adding an app that shows six digits: the picture, the text for typing, and the proof. */
export function AppForm({ factors, next = false }: { factors: FactorsModel; next?: boolean }) {
  const [code, setCode] = useState('');
  const seed = factors.seed.value;
  if (seed === null)
    return (
      <div class="stack">
        <p>
          {t(
            'Any app for one-time codes will do: the one your phone has, or FreeOTP, Aegis, 2FAS and others.',
          )}
        </p>
        <FactorProblem factors={factors} />
        <div class="row">
          <Button
            kind={next ? 'next' : 'act'}
            busy={factors.busy.value}
            onClick={() => void factors.beginApp()}
          >
            {t('Show me the picture')}
          </Button>
        </div>
      </div>
    );
  return (
    <form
      class="stack"
      onSubmit={(event) => {
        event.preventDefault();
        if (!factors.busy.value) void factors.confirmApp(code);
      }}
    >
      <p>{t('Open the app, add an account and point the camera at this picture.')}</p>
      <QrCode text={seed.uri} label={t('Picture for your app')} />
      <div class="stack-tight">
        <p class="note">{t('No camera? Type this into the app instead:')}</p>
        <p class="seed" translate={false}>
          {groupsOf(seed.seed).map((group, at) => (
            <span key={`${at} ${group}`}>{group}</span>
          ))}
        </p>
      </div>
      <FactorProblem factors={factors} />
      <Field
        label={t('Six digits from your app')}
        hint={t('This shows that both sides agree.')}
        value={code}
        onInput={setCode}
        autoComplete="one-time-code"
        inputMode="numeric"
        exact
        required
        error={factors.problemField.value === 'code' ? factors.problem.value : null}
      />
      <div class="row">
        <Button kind={next ? 'next' : 'act'} type="submit" busy={factors.busy.value}>
          {t('Use this app')}
        </Button>
        <Button kind="quiet" onClick={() => factors.leaveApp()}>
          {t('Not now')}
        </Button>
      </div>
    </form>
  );
}

/** What was wrong with the last change, when no single field is to blame. */
export function FactorProblem({ factors }: { factors: FactorsModel }) {
  const why = factors.problem.value;
  if (why === null || factors.problemField.value !== null) return null;
  return (
    <Notice kind="problem">
      <p>{why}</p>
    </Notice>
  );
}

function groupsOf(seed: string): string[] {
  return seed.match(/.{1,4}/g) ?? [];
}
