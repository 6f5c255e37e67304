// SPDX-License-Identifier: Apache-2.0
import { useState } from 'preact/hooks';
import { Button } from '../ui/Button';
import { Card } from '../ui/Card';
import { t, tn } from '../ui/text';
import { AccordRow } from './AccordRow';
import { accordActs, agreementNote } from './accord';
import './accord-row.css';
import type { GoalsModel, KnownGoal, KnownTask } from './goals-model';
import { WordingForm } from './WordingForm';

/** How a task went over the sessions, as the client said. */
export type TaskHistory = { [task: string]: { asked: number; done: number; helped: number } };

type TasksCardProps = {
  model: GoalsModel;
  alliance: string;
  goals: readonly KnownGoal[];
  tasks: readonly KnownTask[];
  history: TaskHistory;
  me: string;
  /** The other person's name. */
  other: string;
};

function wordsOf(goal: KnownGoal | undefined): string | null {
  return goal?.words.kind === 'opened' ? goal.words.wording.text : null;
}

/** What we agreed to try: tasks, each with its goal and its why. */
export function TasksCard(props: TasksCardProps) {
  const { model, alliance, goals, tasks, history, me, other } = props;
  const [adding, setAdding] = useState(false);
  const [rewording, setRewording] = useState<string | null>(null);
  const alive = tasks.filter((task) => task.state === 'proposed' || task.state === 'agreed');
  const open = goals
    .filter((goal) => goal.state === 'proposed' || goal.state === 'agreed')
    .map((goal) => ({ id: goal.id, text: wordsOf(goal) ?? '…' }));

  function note(task: KnownTask): string {
    const goal = wordsOf(goals.find((one) => one.id === task.goal));
    const went = history[task.id];
    return [
      goal === null ? '' : t('For “{goal}”.', { goal }),
      // Once it was tried, that it was agreed goes without saying.
      went === undefined || task.state !== 'agreed' ? agreementNote(task, me, other) : '',
      went === undefined
        ? ''
        : tn(
            went.asked,
            'Done {done} of one time, helped {helped}.',
            'Done {done} of {n} times, helped {helped}.',
            { done: went.done, helped: went.helped },
          ),
    ]
      .filter((part) => part !== '')
      .join(' ');
  }

  const acts = (task: KnownTask) =>
    accordActs(task, me, {
      agree: () => model.agreeTask(task),
      reword: () => setRewording(task.id),
      end: { word: t('It is done'), run: () => model.endTask(task, 'done') },
      setAside: () => model.endTask(task, 'set_aside'),
    });

  return (
    <Card title={t('What we agreed to try')}>
      <div class="stack">
        {alive.length === 0 && !adding && (
          <p class="soft">{t('Nothing agreed yet. A task is one small thing, and why.')}</p>
        )}
        {alive.length > 0 && (
          <ul class="accords">
            {alive.map((task) => (
              <AccordRow key={task.id} words={task.words} note={note(task)} {...acts(task)}>
                {rewording === task.id && (
                  <WordingForm
                    label={t('The task, in other words')}
                    whyLabel={t('Why this could help')}
                    {...(task.words.kind === 'opened' && { start: task.words.wording })}
                    other={other}
                    onSave={async (wording) => {
                      await model.rewordTask(task, wording);
                      setRewording(null);
                    }}
                    onCancel={() => setRewording(null)}
                  />
                )}
              </AccordRow>
            ))}
          </ul>
        )}
        {adding ? (
          <WordingForm
            label={t('What shall we try?')}
            whyLabel={t('Why this could help')}
            goals={open}
            other={other}
            onSave={async (wording, goal) => {
              await model.addTask(alliance, goal, wording);
              setAdding(false);
            }}
            onCancel={() => setAdding(false)}
          />
        ) : (
          <div class={alive.length === 0 ? undefined : 'accord-add'}>
            <Button kind={alive.length === 0 ? 'act' : 'quiet'} onClick={() => setAdding(true)}>
              {t('Add a task')}
            </Button>
          </div>
        )}
      </div>
    </Card>
  );
}
