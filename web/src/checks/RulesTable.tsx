// SPDX-License-Identifier: Apache-2.0
import { useEffect, useState } from 'preact/hooks';
import { Button } from '../ui/Button';
import { Disclosure } from '../ui/Disclosure';
import { t } from '../ui/text';
import type { AllianceCourse } from './course';
import { methodWords } from './method-words';
import './rules-table.css';
import { type FiguresState, MADE_UP, type RuleRow, type RulesModel } from './rules-model';

type OtherRulesProps = { rules: RulesModel; alliance: string; course: AllianceCourse };

/** The same sessions through the eyes of every rule; computed when somebody looks. */
export function OtherRules({ rules, alliance, course }: OtherRulesProps) {
  const [opened, setOpened] = useState(false);
  useEffect(() => {
    if (opened) void rules.load(alliance, course);
  }, [opened, rules, alliance, course]);
  return (
    <Disclosure title={t('How other rules see the same sessions')} onOpen={() => setOpened(true)}>
      {opened && <Compared rules={rules} alliance={alliance} course={course} />}
    </Disclosure>
  );
}

function Compared({ rules, alliance, course }: OtherRulesProps) {
  const state = rules.of(alliance);
  if (state.kind === 'failed')
    return (
      <div class="stack-tight">
        <p>{t('The rules could not be compared just now. Nothing was changed.')}</p>
        <div class="row">
          <Button onClick={() => void rules.load(alliance, course)}>{t('Try again')}</Button>
        </div>
      </div>
    );
  if (state.kind === 'loading') return <p role="status">{t('One moment.')}</p>;
  return (
    <>
      <p>
        {t(
          'Rules disagree, and science has no standard. So here is what each would have called; none of them is a verdict. How often each is right was counted on made-up courses, not in practice.',
        )}
      </p>
      <RulesTable rows={state.rows} rules={rules} course={course} />
      <div class="stack-tight">
        <p class="note">
          {t(
            'In {courses} made-up courses we know where each rupture is. Found: at its first session or the next. False alarm: a rupture called where nothing was. Sessions late: after the rupture began, on average. Other made-up courses move the figures by a few points. They say how the rules compare, not which is right about you two.',
            { courses: MADE_UP.courses },
          )}
        </p>
        <p class="note">
          {t('One spread is how much the ratings vary (their standard deviation).')}
        </p>
      </div>
    </>
  );
}

/** Where rows become blocks, some browsers forget that it is a table; said aloud, none does. */
const as = (role: 'table' | 'rowgroup' | 'row' | 'columnheader' | 'rowheader' | 'cell') => ({
  role,
});

type RulesTableProps = { rows: readonly RuleRow[]; rules: RulesModel; course: AllianceCourse };

/** One row a rule. Narrow, each row is a small block with the column's name beside each value. */
function RulesTable({ rows, rules, course }: RulesTableProps) {
  const { params } = course.views.client;
  const columns = [
    t('A strain in session'),
    t('A rupture in session'),
    t('Finds, of 100 ruptures'),
    t('False alarms in 100 sessions'),
    t('Sessions late'),
  ];
  return (
    <div class="rules">
      <table class="rules-table" {...as('table')}>
        <caption class="heard">
          {t(
            'What each rule would have called in the same {n} sessions, and how often it is right',
            {
              n: course.sessions.length,
            },
          )}
        </caption>
        <thead {...as('rowgroup')}>
          <tr {...as('row')}>
            <th scope="col" {...as('columnheader')}>
              {t('Rule')}
            </th>
            {columns.map((column) => (
              <th key={column} scope="col" {...as('columnheader')}>
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody {...as('rowgroup')}>
          {rows.map((row) => {
            const { name, says, source } = methodWords(row.method, params);
            const values = [said(row.strains), said(row.ruptures), ...figures(rules, row)];
            return (
              <tr
                key={row.method}
                class={row.inUse ? 'rules-row rules-in-use' : 'rules-row'}
                {...as('row')}
              >
                <th scope="row" {...as('rowheader')}>
                  <span class="rules-name">{name}</span>
                  {row.inUse && <span class="rules-mark">{t('in use here')}</span>}
                  <span class="rules-says">{says}</span>
                  <span class="rules-source">{source}</span>
                </th>
                {columns.map((column, at) => (
                  <td key={column} {...as('cell')}>
                    <span class="rules-column" aria-hidden="true">
                      {column}
                    </span>
                    <span class="rules-value">{values[at]}</span>
                  </td>
                ))}
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

/** Session numbers, or that there are none. */
function said(numbers: readonly number[]): string {
  return numbers.length === 0 ? t('none') : numbers.join(', ');
}

function figures(rules: RulesModel, { method }: RuleRow): [string, string, string] {
  const found: FiguresState = rules.figures(method);
  if (found === 'coming') return [t('counting'), t('counting'), t('counting')];
  if (found === 'unknown') return [t('not known'), t('not known'), t('not known')];
  return [
    Math.round(100 * found.sensitivity).toString(),
    // What is rare is not never.
    found.falsePer100 > 0 && found.falsePer100 < 0.05
      ? t('under\u00a00.1')
      : found.falsePer100.toFixed(1),
    found.delay.toFixed(1),
  ];
}
