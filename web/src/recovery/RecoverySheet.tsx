// SPDX-License-Identifier: Apache-2.0
import { t } from '../ui/text';
import { KeyWords } from './KeyWords';
import './recovery.css';

type RecoverySheetProps = {
  sheet: number;
  code: string;
  words: readonly string[];
  practice: string;
  day: string;
};

/** What stands on one sheet; printing gives it alone on a page. */
export function RecoverySheet({ sheet, code, words, practice, day }: RecoverySheetProps) {
  return (
    <div class="sheet recovery-sheet">
      <p class="recovery-sheet-head">
        {t('Recovery key, sheet {n} of 3', { n: sheet })}
        <span class="note">{practice === '' ? day : `${practice}, ${day}`}</span>
      </p>
      <p class="recovery-code" translate={false}>
        {code.split('-').map((group, at) => (
          <span key={`${at} ${group}`}>{group}</span>
        ))}
      </p>
      <p class="note">{t('The words of the key:')}</p>
      <KeyWords words={words} />
      <p class="note">
        {t(
          'Two of the three sheets open the practice’s records; this one alone opens nothing. Keep it with important papers, away from the other two. Never photograph it.',
        )}
      </p>
    </div>
  );
}
