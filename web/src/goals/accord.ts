// SPDX-License-Identifier: Apache-2.0
// What goals and tasks have in common on the page: who agreed, and what can be done with the words.

import { t } from '../ui/text';
import type { Act } from './AccordRow';

/** Who agreed to these words, said to `me`. */
export function agreementNote(
  accord: { state: string; agreed: readonly string[] },
  me: string,
  other: string,
): string {
  if (accord.state === 'agreed') return t('You both agreed.');
  return accord.agreed.includes(me)
    ? t('You agree. {name} has not said yet.', { name: other })
    : t('{name} agrees. What do you say?', { name: other });
}

/** What can be done: agreeing at once when it is asked of me, the rest behind "Change". */
export function accordActs(
  accord: { state: string; agreed: readonly string[] },
  me: string,
  ways: {
    agree(): Promise<void>;
    reword(): void;
    /** It was reached or done; `word` says so. */
    end: { word: string; run(): Promise<void> };
    setAside(): Promise<void>;
  },
): { first: Act[]; more: Act[] } {
  const first: Act[] = accord.agreed.includes(me)
    ? []
    : [{ label: t('Agree'), kind: 'act', run: ways.agree }];
  const ended: Act[] =
    accord.state === 'agreed' ? [{ label: ways.end.word, kind: 'quiet', run: ways.end.run }] : [];
  return {
    first,
    more: [
      { label: t('Put it differently'), kind: 'quiet', run: ways.reword },
      ...ended,
      { label: t('Set it aside'), kind: 'quiet', run: ways.setAside },
    ],
  };
}
