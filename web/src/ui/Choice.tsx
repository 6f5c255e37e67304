// SPDX-License-Identifier: Apache-2.0
import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';
import './choice.css';

/** One of the things to choose from. */
export type Option<Value extends string> = {
  value: Value;
  label: string;
  hint?: ComponentChildren;
};

type ChoiceProps<Value extends string> = {
  label: string;
  options: readonly Option<Value>[];
  /** null: nothing chosen yet. */
  value: Value | null;
  onChange: (value: Value) => void;
  hint?: ComponentChildren;
  error?: string | null | undefined;
  /** Side by side, for few short words. */
  inline?: boolean;
  disabled?: boolean;
};

/** One of a few. Native radio buttons: arrows move, space chooses. */
export function Choice<Value extends string>(props: ChoiceProps<Value>) {
  const id = useId();
  return (
    <fieldset class="choice" aria-describedby={props.hint ? `${id}-hint` : undefined}>
      <legend class="field-label">{props.label}</legend>
      {props.hint && (
        <p class="note" id={`${id}-hint`}>
          {props.hint}
        </p>
      )}
      <div class={props.inline ? 'choice-inline' : 'choice-list'}>
        {props.options.map((option) => (
          <label key={option.value} class="choice-option">
            <input
              type="radio"
              name={id}
              value={option.value}
              checked={props.value === option.value}
              disabled={props.disabled}
              onChange={() => props.onChange(option.value)}
            />
            <span>
              {option.label}
              {option.hint !== undefined && <span class="choice-hint note">{option.hint}</span>}
            </span>
          </label>
        ))}
      </div>
      {props.error && <p class="field-error">{props.error}</p>}
    </fieldset>
  );
}
