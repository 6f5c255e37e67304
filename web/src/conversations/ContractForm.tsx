// SPDX-License-Identifier: Apache-2.0
import { useState } from 'preact/hooks';
import { Button } from '../ui/Button';
import { Card } from '../ui/Card';
import { Field } from '../ui/Field';
import { Notice } from '../ui/Notice';
import { TextArea } from '../ui/TextArea';
import { t } from '../ui/text';
import { WhoReads } from '../ui/WhoReads';
import type { NewContract } from './contract';
import { longWeekday } from './contract-words';

type ContractFormProps = {
  first: NewContract;
  /** Throws HttpError. */
  save: (contract: NewContract) => Promise<void>;
};

const COVER_MAX = 500;

function clockOf(minute: number): string {
  const two = (n: number) => String(n).padStart(2, '0');
  return minute >= 24 * 60 ? '23:59' : `${two(Math.floor(minute / 60))}:${two(minute % 60)}`;
}

function minuteOf(clock: string): number {
  const [hours = '0', minutes = '0'] = clock.split(':');
  return Number(hours) * 60 + Number(minutes);
}

/** What is wrong with it; '' when nothing is. */
function problemOf({ hours, cover }: NewContract): string {
  if (hours.every((day) => day === null)) return t('Choose at least one day.');
  if (hours.some((day) => day !== null && day.opens >= day.closes))
    return t('On each day the end has to come after the beginning.');
  if (cover !== null && (cover.from === '' || cover.until === '' || cover.from > cover.until))
    return t('Choose the first and the last day you are away.');
  return '';
}

/** Days, hours, how soon an answer comes, and who is there meanwhile. */
export function ContractForm({ first, save }: ContractFormProps) {
  const { zone, hours, answer_days, cover } = first;
  const [contract, setContract] = useState<NewContract>({ zone, hours, answer_days, cover });
  const [problem, setProblem] = useState('');
  const [kept, setKept] = useState(false);
  const [busy, setBusy] = useState(false);
  const change = (some: Partial<NewContract>) => {
    setKept(false);
    setContract({ ...contract, ...some });
  };
  const setDay = (at: number, day: NewContract['hours'][number]) =>
    change({ hours: contract.hours.map((one, index) => (index === at ? day : one)) });

  async function submit(): Promise<void> {
    const wrong = problemOf(contract);
    setProblem(wrong);
    if (wrong !== '') return;
    setBusy(true);
    try {
      await save(contract);
      setKept(true);
    } catch {
      setProblem(t('The line or the server did not answer. Nothing was changed.'));
    } finally {
      setBusy(false);
    }
  }

  return (
    <form
      class="stack"
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <Card title={t('I read messages on')}>
        <ul class="contract-days">
          {contract.hours.map((day, at) => (
            <li key={at}>
              <label class="contract-day">
                <input
                  type="checkbox"
                  checked={day !== null}
                  onChange={(event) =>
                    setDay(
                      at,
                      event.currentTarget.checked ? { opens: 9 * 60, closes: 17 * 60 } : null,
                    )
                  }
                />
                <span>{longWeekday(at)}</span>
              </label>
              {day !== null && (
                <span class="contract-hours">
                  <input
                    class="field-input"
                    type="time"
                    aria-label={t('{day}, from', { day: longWeekday(at) })}
                    value={clockOf(day.opens)}
                    onInput={(event) =>
                      setDay(at, { ...day, opens: minuteOf(event.currentTarget.value) })
                    }
                  />
                  <input
                    class="field-input"
                    type="time"
                    aria-label={t('{day}, until', { day: longWeekday(at) })}
                    value={clockOf(day.closes)}
                    onInput={(event) =>
                      setDay(at, { ...day, closes: minuteOf(event.currentTarget.value) })
                    }
                  />
                </span>
              )}
            </li>
          ))}
        </ul>
        <p class="note">{t('By the clock in {zone}.', { zone: contract.zone })}</p>
        <Field
          label={t('I answer within so many of these days')}
          hint={t('The day of the message does not count.')}
          type="number"
          min={1}
          max={10}
          value={String(contract.answer_days)}
          onInput={(value) =>
            change({ answer_days: Math.min(10, Math.max(1, Math.round(Number(value)) || 1)) })
          }
        />
      </Card>
      <Card title={t('When I am away')}>
        <label class="contract-day">
          <input
            type="checkbox"
            checked={contract.cover !== null}
            onChange={(event) =>
              change({
                cover: event.currentTarget.checked ? { text: '', from: '', until: '' } : null,
              })
            }
          />
          <span>{t('I will be away for some days')}</span>
        </label>
        {contract.cover !== null && (
          <CoverFields cover={contract.cover} onChange={(next) => change({ cover: next })} />
        )}
      </Card>
      {problem !== '' && (
        <Notice kind="problem">
          <p>{problem}</p>
        </Notice>
      )}
      {kept && (
        <Notice kind="ok">
          <p>{t('Kept. Your clients see it from now on.')}</p>
        </Notice>
      )}
      <div class="row">
        <Button kind="next" type="submit" busy={busy}>
          {t('Keep it')}
        </Button>
      </div>
    </form>
  );
}

type Cover = NonNullable<NewContract['cover']>;

function CoverFields({ cover, onChange }: { cover: Cover; onChange: (next: Cover) => void }) {
  return (
    <div class="stack-tight">
      <div class="row">
        <Field
          label={t('First day')}
          type="date"
          value={cover.from}
          onInput={(from) => onChange({ ...cover, from })}
        />
        <Field
          label={t('Last day')}
          type="date"
          value={cover.until}
          onInput={(until) => onChange({ ...cover, until })}
        />
      </div>
      <TextArea
        label={t('Who is there meanwhile')}
        value={cover.text}
        maxLength={COVER_MAX}
        onInput={(text) => onChange({ ...cover, text })}
        reads={<WhoReads>{t('You, your clients, and this server.')}</WhoReads>}
      />
    </div>
  );
}
