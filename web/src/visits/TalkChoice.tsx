// SPDX-License-Identifier: Apache-2.0
import { t } from '../ui/text';
import { CheckLine } from './CheckLine';
import type { SignsModel } from './signs-model';

/** The yes of this person to the talk mirror, and the way to take it back. */
export function TalkChoice({ signs, name }: { signs: SignsModel; name: string }) {
  const { mine, all } = signs.mirror.value;
  const hint = all
    ? t('You both see it. It stops for both of you as soon as one of you takes this away.')
    : mine
      ? t('{name} is asked. It begins when {name} says yes, too.', { name })
      : t(
          'You both see how long each of you spoke. {name} is asked first. No score, and nothing is kept or sent.',
          { name },
        );
  return (
    <CheckLine
      label={t('Show us both how we share the time of talking')}
      hint={hint}
      checked={mine}
      onChange={signs.setMirror}
    />
  );
}
