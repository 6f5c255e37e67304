// SPDX-License-Identifier: Apache-2.0
import { useState } from 'preact/hooks';
import { Button } from '../ui/Button';
import { Card } from '../ui/Card';
import { t } from '../ui/text';
import { AccordRow } from './AccordRow';
import { accordActs, agreementNote } from './accord';
import './accord-row.css';
import type { GoalsModel, KnownGoal } from './goals-model';
import { WordingForm } from './WordingForm';

/** The client's ratings of a goal over the sessions, oldest first. */
export type GoalRatings = { [goal: string]: readonly number[] };

type GoalsCardProps = {
  model: GoalsModel;
  alliance: string;
  goals: readonly KnownGoal[];
  ratings: GoalRatings;
  me: string;
  /** The other person's name. */
  other: string;
};

function Way({ ratings }: { ratings: readonly number[] }) {
  const first = ratings[0];
  const now = ratings.at(-1);
  if (first === undefined || now === undefined) return null;
  return (
    <div class="way">
      <div class="way-bar" aria-hidden="true">
        <div class="way-part" style={{ width: `${now * 10}%` }} />
        <div class="way-start" style={{ left: `${first * 10}%` }} />
      </div>
      <span aria-hidden="true">
        {first} → {now}
      </span>
      <span class="heard">{t('rated {first} at first, {now} now', { first, now })}</span>
    </div>
  );
}

/** Where we want to go: goals both agree to, with the client's ratings. */
export function GoalsCard({ model, alliance, goals, ratings, me, other }: GoalsCardProps) {
  const [adding, setAdding] = useState(false);
  const [rewording, setRewording] = useState<string | null>(null);
  const alive = goals.filter((goal) => goal.state === 'proposed' || goal.state === 'agreed');
  const reached = goals.filter((goal) => goal.state === 'reached');

  const acts = (goal: KnownGoal) =>
    accordActs(goal, me, {
      agree: () => model.agreeGoal(goal),
      reword: () => setRewording(goal.id),
      end: { word: t('We got there'), run: () => model.endGoal(goal, 'reached') },
      setAside: () => model.endGoal(goal, 'set_aside'),
    });

  return (
    <Card title={t('Where we want to go')}>
      <div class="stack">
        {alive.length === 0 && !adding && (
          <p class="soft">{t('No goals yet. A goal is a few words you both agree to.')}</p>
        )}
        {alive.length > 0 && (
          <ul class="accords">
            {alive.map((goal) => (
              <AccordRow
                key={goal.id}
                words={goal.words}
                note={agreementNote(goal, me, other)}
                aside={<Way ratings={ratings[goal.id] ?? []} />}
                {...acts(goal)}
              >
                {rewording === goal.id && (
                  <WordingForm
                    label={t('The goal, in other words')}
                    whyLabel={t('Why it matters (if you like)')}
                    {...(goal.words.kind === 'opened' && { start: goal.words.wording })}
                    other={other}
                    onSave={async (wording) => {
                      await model.rewordGoal(goal, wording);
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
            label={t('What would you like to be different?')}
            whyLabel={t('Why it matters (if you like)')}
            other={other}
            onSave={async (wording) => {
              await model.addGoal(alliance, wording);
              setAdding(false);
            }}
            onCancel={() => setAdding(false)}
          />
        ) : (
          <div class={alive.length === 0 ? undefined : 'accord-add'}>
            <Button kind={alive.length === 0 ? 'act' : 'quiet'} onClick={() => setAdding(true)}>
              {t('Add a goal')}
            </Button>
          </div>
        )}
        {reached.length > 0 && (
          <p class="note">
            {t('Reached: {goals}.', {
              goals: reached
                .map((goal) => (goal.words.kind === 'opened' ? goal.words.wording.text : '…'))
                .join(', '),
            })}
          </p>
        )}
      </div>
    </Card>
  );
}
