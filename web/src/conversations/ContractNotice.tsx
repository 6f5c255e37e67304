// SPDX-License-Identifier: Apache-2.0
import { useEffect, useState } from 'preact/hooks';
import { t } from '../ui/text';
import { longDay } from '../ui/time';
import { type Contract, isAway } from './contract';
import type { ContractModel, Due } from './contract-model';
import { dueInWords, hoursInWords } from './contract-words';

type ContractNoticeProps = {
  model: ContractModel;
  contract: Contract | null;
  name: string;
  nowMs: number;
  /** The address of the help numbers. */
  help: string;
};

/** What can be expected of a message, where one types. */
export function ContractNotice({ model, contract, name, nowMs, help }: ContractNoticeProps) {
  const [due, setDue] = useState<Due | null>(null);
  const minute = Math.floor(nowMs / 60_000);
  useEffect(() => {
    if (contract !== null) void model.due(contract, minute * 60_000).then(setDue, () => undefined);
  }, [model, contract, minute]);
  return (
    <div class="contract note">
      {contract !== null && (
        <p>
          {hoursInWords(name, contract)} {due !== null && dueInWords(due.dueWall, due.nowWall)}
        </p>
      )}
      {contract?.cover && isAway(contract, nowMs) && <Away contract={contract} name={name} />}
      <p>
        {t('This is not for emergencies.')} <a href={help}>{t('Help now')}</a>
      </p>
    </div>
  );
}

function Away({ contract, name }: { contract: Contract; name: string }) {
  const until = Date.parse(`${contract.cover?.until}T12:00:00Z`);
  return (
    <p class="contract-away" dir="auto">
      {t('{name} is away until {day}.', { name, day: longDay(until, 'UTC') })}{' '}
      {contract.cover?.text}
    </p>
  );
}
