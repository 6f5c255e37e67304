// SPDX-License-Identifier: Apache-2.0
import { Button } from '../ui/Button';
import { Card } from '../ui/Card';
import { Choice } from '../ui/Choice';
import { Notice } from '../ui/Notice';
import { Slider } from '../ui/Slider';
import { TextArea } from '../ui/TextArea';
import { t } from '../ui/text';
import { WhoReads } from '../ui/WhoReads';
import type { Item, TaskDone, TaskHelped } from './check';
import './closing-form.css';
import { type ClosingModel, WORDS_MAX } from './closing-model';
import { untested } from './untested';

/** A goal or task both agreed to, with its words. */
export type Agreed = { id: string; text: string };

type ClosingFormProps = {
  model: ClosingModel;
  goals: readonly Agreed[];
  tasks: readonly Agreed[];
  /** The other person's name. */
  other: string;
};

const doneOptions = (): { value: TaskDone; label: string }[] => [
  { value: 'yes', label: t('Yes') },
  { value: 'partly', label: t('In part') },
  { value: 'no', label: t('Not this time') },
];

const helpedOptions = (): { value: TaskHelped; label: string }[] => [
  { value: 'yes', label: t('It helped') },
  { value: 'little', label: t('A little') },
  { value: 'no', label: t('Not really') },
];

/** The questions of the closing minute. Everything may be left out. */
export function ClosingForm({ model, goals, tasks, other }: ClosingFormProps) {
  const stage = model.stage.value;
  const questionnaire = model.questionnaire.value;
  const draft = model.draft.value;
  if (stage.kind !== 'asking' || questionnaire === null) return null;
  return (
    <form
      class="stack"
      onSubmit={(event) => {
        event.preventDefault();
        void model.send();
      }}
    >
      <Card>
        <div class="closing-questions">
          {questionnaire.questions.map((question) => (
            <Slider
              key={question.id}
              label={t(question.text)}
              ends={[t(question.ends[0]), t(question.ends[1])]}
              value={draft.items[question.id as Item] ?? null}
              onChange={(value) => model.setItem(question.id as Item, value)}
            />
          ))}
        </div>
        {questionnaire.unvalidated && <p class="note">{untested()}</p>}
      </Card>
      {goals.length > 0 && (
        <Card title={t('How near are we to our goals?')}>
          <div class="closing-questions">
            {goals.map((goal) => (
              <Slider
                key={goal.id}
                label={goal.text}
                ends={[t('far away'), t('there')]}
                value={draft.goals[goal.id] ?? null}
                onChange={(value) => model.setGoal(goal.id, value)}
              />
            ))}
          </div>
        </Card>
      )}
      {tasks.length > 0 && (
        <Card title={t('What we had agreed to try')}>
          <div class="closing-questions">
            {tasks.map((task) => {
              const given = draft.tasks[task.id] ?? { done: null, helped: null };
              return (
                <div key={task.id} class="stack-tight">
                  <Choice
                    label={task.text}
                    hint={t('Did it happen? Not doing it is fine and worth knowing.')}
                    options={doneOptions()}
                    value={given.done}
                    onChange={(done) => model.setTask(task.id, done, given.helped)}
                    inline
                  />
                  {(given.done === 'yes' || given.done === 'partly') && (
                    <Choice
                      label={t('Did it help?')}
                      options={helpedOptions()}
                      value={given.helped}
                      onChange={(helped) => model.setTask(task.id, given.done, helped)}
                      inline
                    />
                  )}
                </div>
              );
            })}
          </div>
        </Card>
      )}
      {questionnaire.open !== '' && (
        <Card>
          <TextArea
            label={t(questionnaire.open)}
            value={draft.words}
            onInput={model.setWords}
            maxLength={WORDS_MAX}
            reads={
              <WhoReads record>
                {t('You and {name}, after you have both answered.', { name: other })}
              </WhoReads>
            }
          />
        </Card>
      )}
      {stage.problem !== null && (
        <Notice kind="problem" title={t('This could not be sent.')}>
          <p>{stage.problem.message}</p>
          <p>{t('What you gave is still here and kept on this device.')}</p>
        </Notice>
      )}
      <div class="closing-ways">
        <Button kind="next" type="submit" busy={stage.sending} wide>
          {t('Send')}
        </Button>
        <Button kind="quiet" busy={stage.sending} onClick={() => void model.decline()}>
          {t('Not today')}
        </Button>
      </div>
      <p class="note">
        {t(
          '{name} sees your answers only when both of you have answered or passed. Until then neither of you sees the other’s.',
          { name: other },
        )}
      </p>
    </form>
  );
}
