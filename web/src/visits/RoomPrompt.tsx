// SPDX-License-Identifier: Apache-2.0
import { t } from '../ui/text';
import { CheckLine } from './CheckLine';
import './prompt.css';
import { promptWhy, promptWords } from './prompt-words';
import type { PromptsModel } from './prompts-model';

type RoomPromptProps = {
  prompts: PromptsModel;
  /** The other person. */
  name: string;
};

/** One quiet note for the therapist: what to say out loud, and which rule says so now. */
export function RoomPrompt({ prompts, name }: RoomPromptProps) {
  const found = prompts.prompt.value;
  return (
    <div role="status">
      {found !== null && (
        <div class="room-prompt">
          <div>
            <p>{promptWords(found.prompt, name)}</p>
            <p class="room-prompt-why">
              {t('Only you see this. Why now: {why}', { why: promptWhy(found.prompt, name) })}
            </p>
          </div>
          <button type="button" onClick={() => prompts.putAway(found.prompt)}>
            {t('Put away')}
          </button>
        </div>
      )}
    </div>
  );
}

/** Whether the therapist wants such notes at all. */
export function PromptChoice({ prompts }: { prompts: PromptsModel }) {
  return (
    <CheckLine
      label={t('Remind me to say out loud what a screen hides')}
      hint={t(
        'Short notes only you see, each with its rule: after a cut, a sign, or at a time of the session. None looks at faces or voices.',
      )}
      checked={prompts.wanted.value}
      onChange={prompts.want}
    />
  );
}
