// SPDX-License-Identifier: Apache-2.0
import type { LadderRung } from '../core/ladder';
import { Choice } from '../ui/Choice';
import { t } from '../ui/text';
import type { LadderModel } from './ladder-model';

/** The most that this person wants of the call; it holds for both directions. */
export function StepChoice({ ladder }: { ladder: LadderModel }) {
  return (
    <Choice<LadderRung>
      inline
      label={t('How much picture?')}
      hint={t('It holds for all of you, and they are told. The voice goes first in any case.')}
      options={[
        { value: 'video', label: t('Best the line gives') },
        { value: 'low_video', label: t('Low picture') },
        { value: 'voice', label: t('Voice only') },
      ]}
      value={ladder.pin.value}
      onChange={ladder.setPin}
    />
  );
}
