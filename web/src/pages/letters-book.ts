// SPDX-License-Identifier: Apache-2.0
// The letters of every alliance of one signed-in person: threads, drafts and files, each made once.

import { effect } from '@preact/signals';
import type { AlliancesModel } from '../alliances/alliances-model';
import { type ContractModel, createContractModel } from '../conversations/contract-model';
import { createFilesModel, type FilesModel } from '../conversations/files-model';
import { createLetterDraft, type LetterDraft } from '../conversations/letter-draft';
import { createFilesApi, createLettersApi, type FilesApi } from '../conversations/letters-api';
import { createLettersModel, type LettersModel } from '../conversations/letters-model';
import type { CoreClient } from '../core/core-types';
import type { Http } from '../net/http';
import { type CouplesApi, createCouplesApi } from '../spaces/couples-api';
import { createPapersApi } from '../spaces/papers-api';
import { createPapersModel, type PapersModel } from '../spaces/papers-model';
import { createReleasesModel, type ReleasesModel } from '../spaces/releases-model';
import type { Vault } from '../vault/vault';

/** One alliance's thread and what is being written to it. */
export type LettersOf = { model: LettersModel; draft: LetterDraft; files: FilesModel };

/** All of them. */
export interface LettersBook {
  /** Null for an alliance this person does not know. */
  of(alliance: string): LettersOf | null;
  readonly contracts: ContractModel;
  /** Journals, notes and couples' spaces. */
  readonly papers: PapersModel;
  readonly releases: ReleasesModel;
  readonly couples: CouplesApi;
  readonly files: FilesApi;
  end(): void;
}

type BookDeps = {
  me: string;
  alliances: AlliancesModel;
  http: Http;
  core: CoreClient;
  vault: Vault;
};

/** Opens the book; whoever is in the list is listened to at once. */
export function createLettersBook(deps: BookDeps): LettersBook {
  const { me, alliances, http, core, vault } = deps;
  const api = createLettersApi(http);
  const filesApi = createFilesApi(http);
  const contracts = createContractModel({ http, letters: api, core, me });
  const papers = createPapersModel({ api: createPapersApi(http), me, alliances });
  const couples = createCouplesApi(http);
  const releases = createReleasesModel({ api: couples, me, alliances, papers });
  const pages = new Map<string, LettersOf>();

  function make(alliance: string, conversation: string): LettersOf {
    const model = createLettersModel({ alliance, conversation, me, api, alliances });
    const draft = createLetterDraft({
      alliance,
      vault,
      later: (run, ms) => {
        const timer = setTimeout(run, ms);
        return () => clearTimeout(timer);
      },
    });
    const files = createFilesModel({
      alliance,
      api: filesApi,
      vault,
      changed: () => draft.files(files.uploads.peek().map((one) => one.file)),
    });
    void draft.open().then((kept) => {
      if (kept.length > 0) files.restore(kept);
    });
    return { model, draft, files };
  }

  function of(alliance: string): LettersOf | null {
    const known = alliances.find(alliance);
    if (known === null) return null;
    const before = pages.get(alliance);
    if (before !== undefined) return before;
    const page = make(alliance, known.conversation);
    pages.set(alliance, page);
    for (const receipt of alliances.receipts(alliance)) page.model.heard(receipt);
    return page;
  }

  const stops = [
    alliances.onReceipt((alliance, receipt) => of(alliance)?.model.heard(receipt)),
    effect(() => {
      for (const { id } of alliances.people.value) of(id);
    }),
    effect(() => {
      if (alliances.line.value !== 'open') return;
      for (const { files, model } of pages.values()) {
        files.resume();
        if (model.state.peek() === 'ready') void model.load();
      }
    }),
  ];

  return {
    of,
    contracts,
    papers,
    releases,
    couples,
    files: filesApi,
    end() {
      for (const stop of stops) stop();
      for (const { model } of pages.values()) model.stop();
      pages.clear();
      papers.stop();
      releases.stop();
      papers.forget();
    },
  };
}
