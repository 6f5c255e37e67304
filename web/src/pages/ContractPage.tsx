// SPDX-License-Identifier: Apache-2.0
import { useEffect, useState } from 'preact/hooks';
import type { KnownAlliance } from '../alliances/alliances-model';
import { ContractForm } from '../conversations/ContractForm';
import { usualContract } from '../conversations/contract';
import type { ContractModel } from '../conversations/contract-model';
import { medianInWords, recordInWords } from '../conversations/contract-words';
import type { ContractRecord } from '../core/contract';
import { Card } from '../ui/Card';
import { Notice } from '../ui/Notice';
import { Page } from '../ui/Page';
import { t } from '../ui/text';
import { ownZone } from '../ui/time';

type ContractPageProps = {
  model: ContractModel;
  account: string;
  people: readonly KnownAlliance[];
  nowMs: number;
};

/** The therapist's promise about messages, and how it was kept. */
export function ContractPage({ model, account, people, nowMs }: ContractPageProps) {
  const [failed, setFailed] = useState(false);
  const [record, setRecord] = useState<ContractRecord | null>(null);
  const known = model.known.value;
  const mine = model.of(account);
  useEffect(() => void model.load().catch(() => setFailed(true)), [model]);
  useEffect(() => {
    if (mine === null) return;
    void model.record(mine, people, nowMs).then(setRecord, () => undefined);
  }, [model, mine, people.length]);
  return (
    <Page
      title={t('When you read and answer messages')}
      lead={t('Your clients see this where they write to you.')}
    >
      {failed && !known && (
        <Notice kind="problem">
          <p>{t('The line or the server did not answer. Nothing was changed.')}</p>
        </Notice>
      )}
      {record !== null && (
        <Card title={recordInWords(record)}>
          {record.medianHours !== null && <p class="soft">{medianInWords(record)}</p>}
          {record.waiting > 0 && (
            <p class="soft">{t('{count} wait, and there is time.', { count: record.waiting })}</p>
          )}
          <p class="note">
            {t(
              'Counted on this device from the newest messages with each person. Only you see it.',
            )}
          </p>
        </Card>
      )}
      {known && (
        <ContractForm first={mine ?? usualContract(ownZone())} save={(next) => model.save(next)} />
      )}
    </Page>
  );
}
