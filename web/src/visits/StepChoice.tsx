// SPDX-License-Identifier: Apache-2.0
import type { LadderRung } from '../core/ladder';
import { t } from '../ui/text';
import type { LadderModel } from './ladder-model';

/** The most that this person wants of the call; it holds for both directions. */
export function StepChoice({ ladder }: { ladder: LadderModel }) {
  const choices: { rung: LadderRung; words: string }[] = [
    { rung: 'video', words: t('Best the line gives') },
    { rung: 'low_video', words: t('Low picture') },
    { rung: 'voice', words: t('Voice only') },
  ];
  return (
    <label class="room-chip room-step">
      <span>{t('Picture')}</span>
      <select
        value={ladder.pin.value}
        onChange={(event) => ladder.setPin(event.currentTarget.value as LadderRung)}
      >
        {choices.map(({ rung, words }) => (
          <option key={rung} value={rung}>
            {words}
          </option>
        ))}
      </select>
    </label>
  );
}
