// SPDX-License-Identifier: Apache-2.0
// The therapist's prompts in words: what to say out loud, and why now.

import type { Prompt } from '../core/prompt';
import { t } from '../ui/text';

/** What a screen hides and a sentence can give back. */
export function promptWords(prompt: Prompt, name: string): string {
  switch (prompt) {
    case 'private':
      return t('Ask {name} whether it is safe to go on, before you go on.', { name });
    case 'cut':
      return t('Sum up the last thing you heard, and ask {name} what got lost.', { name });
    case 'again':
      return t('Say it again, shorter. Then ask {name} what arrived.', { name });
    case 'slower':
      return t('Say that you slow down, and leave a pause after each thought.');
    case 'unseen':
      return t('Say what your face and hands do: “I am nodding”, “I am quiet and with you”.');
    case 'feeling':
      return t('Name the feeling {name} showed, and ask what belongs to it.', { name });
    case 'ending':
      return t('Say that ten minutes are left, and ask {name} what must not be left out.', {
        name,
      });
    case 'half':
      return t('Sum up in two sentences what you heard so far, and ask whether it fits.');
    case 'begin':
      return t('Ask {name} how well you come across. Say that your silence is listening.', {
        name,
      });
  }
}

/** The rule that speaks now. */
export function promptWhy(prompt: Prompt, name: string): string {
  switch (prompt) {
    case 'private':
      return t('{name} was not private and is back.', { name });
    case 'cut':
      return t('The line was away for three seconds or more.');
    case 'again':
      return t('{name} pressed “Again”.', { name });
    case 'slower':
      return t('{name} pressed “Slower”.', { name });
    case 'unseen':
      return t('The picture went, the voice is there.');
    case 'feeling':
      return t('{name} chose to show a feeling.', { name });
    case 'ending':
      return t('Ten minutes of the agreed time are left.');
    case 'half':
      return t('Half of the time is over.');
    case 'begin':
      return t('The session began a minute ago.');
  }
}
