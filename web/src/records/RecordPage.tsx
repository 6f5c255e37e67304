// SPDX-License-Identifier: Apache-2.0
import { useEffect, useState } from 'preact/hooks';
import type { Http } from '../net/http';
import { Button } from '../ui/Button';
import { Card } from '../ui/Card';
import { Disclosure } from '../ui/Disclosure';
import { Icon } from '../ui/Icon';
import { Notice } from '../ui/Notice';
import { Page } from '../ui/Page';
import { t, tn } from '../ui/text';
import { clock, dayInWords, dayOf, sentenceCase } from '../ui/time';
import type { LogHead } from '../vault/log-head';
import { type Check, type RecordLine, type RecordRow, rowsOf } from './record';
import { lineInWords } from './record-words';
import { createRecordsApi } from './records-api';
import { createRecordsModel } from './records-model';
import './records.css';

type RecordPageProps = { http: Http; me: string; nowMs: number };

/** Who opened my record: a calm list, each line checked on this device. */
export function RecordPage({ http, me, nowMs }: RecordPageProps) {
  const [model] = useState(() => createRecordsModel(createRecordsApi(http), me));
  useEffect(() => void model.load(), [model]);
  const state = model.state.value;
  return (
    <Page
      title={t('Who opened your record.')}
      lead={t(
        'Whoever looks at your answers here is written down first, in a list that nobody can change unseen. What you write is sealed on your device: the server cannot open it at all.',
      )}
    >
      {state.kind === 'loading' && <p class="soft">{t('One moment.')}</p>}
      {state.kind === 'failed' && (
        <Notice kind="problem" title={t('The list could not be fetched.')}>
          <p>{t('Nothing is lost. Try again when the line is back.')}</p>
          <div class="row">
            <Button onClick={() => void model.load()}>{t('Try again')}</Button>
          </div>
        </Notice>
      )}
      {state.kind === 'ready' && (
        <>
          <Verdict lines={state.lines} />
          <Days rows={rowsOf(state.lines, dayOf)} nowMs={nowMs} head={state.head} />
          {state.more && (
            <div class="row">
              <Button busy={model.busy.value} onClick={() => void model.loadMore()}>
                {t('Show older ones')}
              </Button>
            </div>
          )}
        </>
      )}
    </Page>
  );
}

function Verdict({ lines }: { lines: RecordLine[] }) {
  const failed = lines.filter((line) => line.check === 'failed').length;
  if (failed > 0)
    return (
      <Notice
        kind="problem"
        title={tn(
          failed,
          'One line of this list does not stand up to the check.',
          '{n} lines of this list do not stand up to the check.',
        )}
      >
        <p>
          {t(
            'The server shows something here that is not in its signed list, or was changed later. They are marked below. Ask your practice about it, best with this page in front of you.',
          )}
        </p>
      </Notice>
    );
  if (lines.length === 0) return <p>{t('Nobody has opened anything yet.')}</p>;
  return (
    <Notice kind="ok">
      <p>
        {lines.some((line) => line.check === 'waiting')
          ? t(
              'Your device has checked these lines against the list that the practice has signed. The newest are signed within a minute.',
            )
          : t('Your device has checked these lines against the list that the practice has signed.')}
      </p>
    </Notice>
  );
}

type DaysProps = { rows: RecordRow[]; nowMs: number; head: LogHead | null };

function Days({ rows, nowMs, head }: DaysProps) {
  const list: Array<{ day: string; atMs: number; rows: RecordRow[] }> = [];
  for (const row of rows) {
    const atMs = row.lines[0]?.at_ms ?? 0;
    const day = dayOf(atMs);
    const last = list.at(-1);
    if (last?.day === day) last.rows.push(row);
    else list.push({ day, atMs, rows: [row] });
  }
  return list.map(({ day, atMs, rows: inDay }) => (
    <Card key={day} title={sentenceCase(dayInWords(atMs, nowMs))}>
      <div>
        {inDay.map((row) => (
          <Row key={row.key} row={row} head={head} />
        ))}
      </div>
    </Card>
  ));
}

function Row({ row, head }: { row: RecordRow; head: LogHead | null }) {
  const [newest] = row.lines;
  const oldest = row.lines.at(-1);
  if (newest === undefined || oldest === undefined) return null;
  const times = row.lines.length;
  const from = clock(oldest.at_ms);
  const to = clock(newest.at_ms);
  const when = from === to ? to : t('{from} to {to}', { from, to });
  return (
    <Disclosure
      title={lineInWords(newest)}
      state={
        <span class="record-state">
          <span>{when}</span>
          {times > 1 && <span>{t('{n} times', { n: times })}</span>}
          <Mark check={newest.check} />
        </span>
      }
    >
      <Numbers row={row} head={head} />
    </Disclosure>
  );
}

function Mark({ check }: { check: Check }) {
  switch (check) {
    case 'proved':
      return (
        <span class="record-mark">
          <Icon name="check" /> {t('checked')}
        </span>
      );
    case 'waiting':
      return <span class="record-mark">{t('just now, signed within a minute')}</span>;
    case 'failed':
      return (
        <span class="record-mark record-failed">
          <Icon name="alert" /> {t('does not stand up to the check')}
        </span>
      );
  }
}

function Numbers({ row, head }: { row: RecordRow; head: LogHead | null }) {
  const numbers = row.lines.map((line) => line.seq).join(', ');
  const steps = row.lines[0]?.steps ?? 0;
  return (
    <dl class="record-numbers">
      <dt>{t('Number in the list')}</dt>
      <dd>{numbers}</dd>
      <dt>{t('Hashes from here to the signed root')}</dt>
      <dd>{steps}</dd>
      {head !== null && (
        <>
          <dt>{t('Entries under the signature')}</dt>
          <dd>{head.size}</dd>
          <dt>{t('Root')}</dt>
          <dd>{head.root}</dd>
          <dt>{t('Signed with')}</dt>
          <dd>{head.key}</dd>
        </>
      )}
    </dl>
  );
}
