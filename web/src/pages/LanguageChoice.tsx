// SPDX-License-Identifier: Apache-2.0
import { useId } from 'preact/hooks';
import { language, languages, t } from '../ui/text';
import './language.css';

type LanguageChoiceProps = { onChoose: (code: string) => void };

/** On every screen, as soon as there is more than one language to choose from. */
export function LanguageChoice({ onChoose }: LanguageChoiceProps) {
  const id = useId();
  if (languages.length < 2) return null;
  return (
    <span class="language">
      <label for={id}>{t('Language')}</label>
      <select id={id} value={language()} onChange={(event) => onChoose(event.currentTarget.value)}>
        {languages.map(({ code, name }) => (
          <option key={code} value={code} lang={code}>
            {name}
          </option>
        ))}
      </select>
    </span>
  );
}
