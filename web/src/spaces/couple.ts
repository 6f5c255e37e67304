// SPDX-License-Identifier: Apache-2.0
// A couple's spaces as data: who reads what, and whether both agree to how secrets are held.

import type { KnownAlliance } from '../alliances/alliances-model';
import { t } from '../ui/text';
import type { KnownPaper } from './papers-model';

/** The policy that holds, or is asked for. */
export type PolicyState = {
  id: string;
  text: string;
  revision: number;
  at_ms: number;
  /** The server has it. */
  sent: boolean;
  /** Clients who agreed to this very wording. */
  agreed: string[];
  /** Both clients did. */
  holds: boolean;
};

/** The newest policy a therapist wrote; what was agreed to an earlier wording does not count. */
export function policyOf(
  papers: readonly KnownPaper[],
  { members }: Pick<KnownAlliance, 'members'>,
): PolicyState | null {
  const therapists = members.filter(({ role }) => role === 'therapist');
  const clients = members.filter(({ role, left_ms }) => role === 'client' && left_ms === null);
  const written = papers.filter(
    ({ paper, sender }) =>
      paper?.kind === 'policy' && therapists.some(({ account }) => account === sender),
  );
  const newest = written.at(-1);
  if (newest?.paper?.kind !== 'policy') return null;
  const { id, revision, at_ms, paper } = newest;
  const sent = newest.delivery === 'sent';
  const agreed = clients
    .map(({ account }) => account)
    .filter((account) =>
      papers.some(
        ({ paper: other, sender }) =>
          sender === account &&
          other?.kind === 'policy_agreed' &&
          other.policy === id &&
          other.revision === revision,
      ),
    );
  const holds = clients.length === 2 && agreed.length === 2;
  return { id, text: paper.text, revision, at_ms, sent, agreed, holds };
}

/** "Ben and Dr. Vogt": everybody else who will read what I write here. */
export function readersIn(space: KnownAlliance, me: string): string {
  const names = space.members
    .filter(({ account, left_ms }) => account !== me && left_ms === null)
    .map(({ name }) => name);
  return names.length < 2
    ? (names[0] ?? t('nobody yet'))
    : t('{one} and {two}', { one: names.slice(0, -1).join(', '), two: names.at(-1) ?? '' });
}

/** Who will not read it: the partner of whoever the private space is for. */
export function kept(space: KnownAlliance, couple: KnownAlliance | null): string {
  const inside = new Set(space.members.map(({ account }) => account));
  return (couple?.members ?? [])
    .filter(({ account, left_ms }) => !inside.has(account) && left_ms === null)
    .map(({ name }) => name)
    .join(', ');
}

/** Beginnings for a policy; the therapist makes them their own. */
export function policyTemplates(): readonly { name: string; text: string }[] {
  return [
    {
      name: t('No secrets'),
      text: t(
        'What one of you tells me alone, I may bring into our work together, because I cannot work for both of you while I keep something from one. If you are not sure, ask me before you tell me.',
      ),
    },
    {
      name: t('Private stays private'),
      text: t(
        'What one of you tells me alone stays with me. I will not pass it on. If it stands in the way of our work, I may ask you to tell it yourself, and I may say that I cannot go on as we are. Danger for somebody is the exception.',
      ),
    },
  ];
}
