// SPDX-License-Identifier: Apache-2.0
// The message contracts this person may read, and how a therapist's own was kept.

import { type ReadonlySignal, signal } from '@preact/signals';
import { CONTRACT_LETTERS_MAX, type ContractRecord } from '../core/contract';
import type { CoreClient } from '../core/core-types';
import type { Http } from '../net/http';
import { type Contract, type NewContract, parseContracts, ruleOf, wallOf } from './contract';
import type { LettersApi } from './letters-api';

/** When an answer to what is written now is due, on the therapist's wall clock. */
export type Due = { dueWall: number; nowWall: number };

/** State and actions. */
export interface ContractModel {
  readonly contracts: ReadonlySignal<readonly Contract[]>;
  /** False until the contracts are known. */
  readonly known: ReadonlySignal<boolean>;
  load(): Promise<void>;
  /** Keeps mine. Throws HttpError. */
  save(contract: NewContract): Promise<void>;
  of(account: string): Contract | null;
  due(contract: NewContract, nowMs: number): Promise<Due | null>;
  /** How mine was kept with these conversations; letters are counted, not opened. */
  record(
    contract: NewContract,
    people: ReadonlyArray<{ conversation: string }>,
    nowMs: number,
  ): Promise<ContractRecord | null>;
}

/** Makes the model; nothing is asked before `load`. */
export function createContractModel(deps: {
  http: Http;
  letters: Pick<LettersApi, 'before'>;
  core: Pick<CoreClient, 'contractDue' | 'contractRecord'>;
  me: string;
}): ContractModel {
  const { http, core, me } = deps;
  const contracts = signal<readonly Contract[]>([]);
  const known = signal(false);

  async function load(): Promise<void> {
    contracts.value = parseContracts(await http.get('/api/contract'));
    known.value = true;
  }

  return {
    contracts,
    known,
    load,
    async save(contract) {
      await http.put('/api/contract', contract);
      await load();
    },
    of: (account) => contracts.value.find((one) => one.account === account) ?? null,
    async due(contract, nowMs) {
      const nowWall = wallOf(nowMs, contract.zone);
      const found = await core.contractDue(ruleOf(contract), nowWall);
      return found && { dueWall: found.due, nowWall };
    },
    async record(contract, people, nowMs) {
      const rule = ruleOf(contract);
      const nowWall = wallOf(nowMs, contract.zone);
      const records: ContractRecord[] = [];
      for (const { conversation } of people) {
        const { messages } = await deps.letters.before(conversation, null);
        const letters = messages
          .slice(0, CONTRACT_LETTERS_MAX)
          .reverse()
          .map(({ at_ms, sender }) => ({
            atMs: at_ms,
            wall: wallOf(at_ms, contract.zone),
            isClients: sender !== me,
          }));
        const record = await core.contractRecord(rule, letters, nowWall);
        if (record !== null && letters.length > 0) records.push(record);
      }
      return together(records);
    },
  };
}

/** Over all people. The middle is that of the people's middles, each by how much was answered. */
function together(records: readonly ContractRecord[]): ContractRecord | null {
  if (records.length === 0) return null;
  const sum = (of: (record: ContractRecord) => number) =>
    records.reduce((all, record) => all + of(record), 0);
  const middles = records
    .flatMap(({ medianHours, answered }) =>
      medianHours === null ? [] : Array.from({ length: answered }, () => medianHours),
    )
    .sort((a, b) => a - b);
  return {
    answered: sum((record) => record.answered),
    inTime: sum((record) => record.inTime),
    late: sum((record) => record.late),
    waiting: sum((record) => record.waiting),
    medianHours: middles[Math.floor((middles.length - 1) / 2)] ?? null,
  };
}
