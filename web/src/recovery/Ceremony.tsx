// SPDX-License-Identifier: Apache-2.0
import { useState } from 'preact/hooks';
import { Button } from '../ui/Button';
import { Card } from '../ui/Card';
import { Choice } from '../ui/Choice';
import { Field } from '../ui/Field';
import { Notice } from '../ui/Notice';
import { t } from '../ui/text';
import type { CeremonyModel, CeremonyStep } from './ceremony-model';
import { RecoverySheet } from './RecoverySheet';
import './recovery.css';

type CeremonyProps = {
  model: CeremonyModel;
  practice: string;
  /** Today, as the sheet says it. */
  day: string;
};

/** One step of the ceremony at a time, from the first sheet to the registered key. */
export function Ceremony({ model, practice, day }: CeremonyProps) {
  const step = model.step.value;
  const problem = model.problem.value;
  switch (step.kind) {
    case 'ready':
      return null;
    case 'sheet':
      return (
        <Card key={`sheet ${step.sheet}`} title={t('Sheet {n} of 3', { n: step.sheet })}>
          <RecoverySheet {...step} practice={practice} day={day} />
          <div class="row">
            <Button icon="print" onClick={() => globalThis.print()}>
              {t('Print this sheet')}
            </Button>
            <Button kind="next" onClick={() => model.kept()}>
              {t('It is on paper')}
            </Button>
          </div>
        </Card>
      );
    case 'typing':
      return (
        <Card
          key={`typing ${step.sheet}`}
          title={t('Type sheet {n} back from the paper', { n: step.sheet })}
        >
          <TypeBack key={step.sheet} model={model} problem={problem} />
        </Card>
      );
    case 'notice':
      return <WhenToBegin model={model} problem={problem} />;
    case 'done':
      return <Done step={step} />;
  }
}

function TypeBack({ model, problem }: { model: CeremonyModel; problem: string | null }) {
  const [typed, setTyped] = useState('');
  return (
    <form
      class="stack"
      onSubmit={(event) => {
        event.preventDefault();
        void model.typed(typed);
      }}
    >
      <p class="soft">{t('This proves that the paper can be read on the day it is needed.')}</p>
      <Field
        label={t('Fifteen groups of four letters')}
        hint={t('Spaces and dashes do not matter.')}
        value={typed}
        onInput={setTyped}
        autoComplete="off"
        exact
        required
        error={problem}
      />
      <div class="row">
        <Button kind="next" type="submit" busy={model.busy.value}>
          {t('Check it')}
        </Button>
        <Button kind="quiet" onClick={() => model.again()}>
          {t('Show the sheet again')}
        </Button>
      </div>
    </form>
  );
}

type Days = '0' | '7' | '14';

function WhenToBegin({ model, problem }: { model: CeremonyModel; problem: string | null }) {
  const [days, setDays] = useState<Days>('7');
  return (
    <Card key="notice" title={t('When does it begin?')}>
      <div class="stack">
        <p class="soft">{t('Everybody here is told now. Until it begins it opens nothing.')}</p>
        {problem !== null && (
          <Notice kind="problem">
            <p>{problem}</p>
          </Notice>
        )}
        <Choice<Days>
          label={t('The key begins')}
          value={days}
          onChange={setDays}
          options={[
            { value: '7', label: t('in a week') },
            { value: '14', label: t('in two weeks') },
            { value: '0', label: t('now'), hint: t('When there is nobody to tell yet.') },
          ]}
        />
        <div class="row">
          <Button
            kind="next"
            busy={model.busy.value}
            onClick={() => void model.register(Number(days))}
          >
            {t('Register the key')}
          </Button>
        </div>
      </div>
    </Card>
  );
}

function Done({ step }: { step: Extract<CeremonyStep, { kind: 'done' }> }) {
  return (
    <Card key="done" title={t('The key is made.')}>
      <Notice kind="ok">
        <p>
          {t(
            'Its private half is on the three sheets and nowhere else. Give each sheet to another person, and keep them in different places.',
          )}
        </p>
      </Notice>
      <p class="soft">{t('The other therapists compare these words with a sheet:')}</p>
      <p class="key-words" lang="en" translate={false}>
        {step.words.join(' ')}
      </p>
    </Card>
  );
}
