// SPDX-License-Identifier: Apache-2.0
import { useMemo } from 'preact/hooks';
import { CopyPage } from '../archive/CopyPage';
import { createCopyModel } from '../archive/copy-model';
import { createFilesApi } from '../conversations/letters-api';
import { JointParts } from '../spaces/JointParts';
import { findEverything } from './everything';
import { lettersFiles } from './letters-files';
import * as paths from './paths';
import type { Services } from './services';
import type { Session } from './session';

/** `/account/copy`, wired to what the person may read. */
export function CopyOfEverything({ services, session }: { services: Services; session: Session }) {
  const { accounts, http, now } = services;
  const { alliances, me } = session;
  const model = useMemo(
    () =>
      createCopyModel({
        find: async (going) => {
          accounts.touch();
          const given = (await session.letters.value?.releases.usable()) ?? [];
          // Not taken before it is written down.
          await http.post('/api/copies', { releases: given.map(({ id }) => id) });
          const practice = accounts.hello.value?.practice ?? '';
          return findEverything(
            {
              http,
              me,
              practice,
              alliances: alliances.alliances.value,
              released: new Set(given.map(({ alliance }) => alliance)),
            },
            going,
          );
        },
        unseal: (...found) => {
          accounts.touch(); // making a copy is no idleness
          return alliances.unseal(...found);
        },
        filesOf: (body) => lettersFiles(body, createFilesApi(http), services.vault, accounts.touch),
        vault: services.vault,
        now,
      }),
    [accounts, http, now, alliances, me, services.vault, session.letters],
  );
  const releases = session.letters.value?.releases;
  return (
    <CopyPage accounts={accounts} model={model} back={paths.account}>
      {releases !== undefined && (
        <JointParts
          joint={alliances.alliances.value.filter(({ kind }) => kind === 'couple')}
          me={me.account}
          releases={releases}
          spaceHref={paths.space}
          nowMs={services.nowMs.value}
        />
      )}
    </CopyPage>
  );
}
