// SPDX-License-Identifier: Apache-2.0
import { useEffect } from 'preact/hooks';
import type { KnownAlliance } from '../alliances/alliances-model';
import { KeyNotice } from '../alliances/KeyNotice';
import { ContractNotice } from '../conversations/ContractNotice';
import { LetterBox } from '../conversations/LetterBox';
import { LettersPanel } from '../conversations/LettersPanel';
import { Page } from '../ui/Page';
import { t } from '../ui/text';
import type { Vault } from '../vault/vault';
import type { LettersBook } from './letters-book';
import * as paths from './paths';

type LettersPageProps = {
  alliance: KnownAlliance;
  /** Everybody one can write to, for the list beside the thread. */
  people: readonly KnownAlliance[];
  me: { account: string; role: 'client' | 'therapist' };
  book: LettersBook;
  vault: Vault;
  nowMs: number;
};

/** What two people write to each other between sessions. */
export function LettersPage(props: LettersPageProps) {
  const { alliance, people, me, book, nowMs } = props;
  const { contracts } = book;
  const page = book.of(alliance.id);
  useEffect(() => void page?.model.load(), [page]);
  useEffect(() => void contracts.load().catch(() => undefined), [contracts]);
  if (page === null) return null;
  const nameOf = (account: string) =>
    alliance.members.find((one) => one.account === account)?.name ?? alliance.title;
  const therapist = alliance.members.find((one) => one.role === 'therapist');
  const contract = therapist === undefined ? null : contracts.of(therapist.account);
  const several = me.role === 'therapist' && people.length > 1;
  return (
    <Page wide title={t('Messages with {name}', { name: alliance.title })}>
      <div class={several ? 'letters letters-two' : 'letters'}>
        {several && (
          <nav class="letters-people" aria-label={t('Your people')}>
            {people.map((one) => (
              <PersonLink key={one.id} one={one} here={one.id === alliance.id} book={book} />
            ))}
          </nav>
        )}
        <div class="letters-thread">
          <LettersPanel
            key={alliance.id}
            model={page.model}
            nameOf={nameOf}
            others={alliance.title}
            api={book.files}
            vault={props.vault}
            nowMs={nowMs}
          />
          <KeyNotice alliance={alliance} me={me.account} />
          <LetterBox
            key={`${alliance.id}-box`}
            model={page.model}
            draft={page.draft}
            files={page.files}
            name={alliance.title}
          >
            {me.role === 'client' ? (
              <ContractNotice
                model={contracts}
                contract={contract}
                name={therapist?.name ?? alliance.title}
                nowMs={nowMs}
                help={paths.help}
              />
            ) : (
              <p class="note">
                <a href={paths.contract}>
                  {contract === null && contracts.known.value
                    ? t('Say when you read and answer messages')
                    : t('When you read and answer messages')}
                </a>
              </p>
            )}
          </LetterBox>
        </div>
      </div>
    </Page>
  );
}

function PersonLink(props: { one: KnownAlliance; here: boolean; book: LettersBook }) {
  const { one, here, book } = props;
  const unread = book.of(one.id)?.model.unread.value ?? 0;
  return (
    <a href={paths.letters(one.id)} aria-current={here ? 'page' : undefined}>
      <span>{one.title === '' ? t('Somebody new') : one.title}</span>
      {unread > 0 && <span class="note">{t('{count} new', { count: unread })}</span>}
    </a>
  );
}
