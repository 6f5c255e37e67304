// SPDX-License-Identifier: Apache-2.0
import { useId } from 'preact/hooks';
import { describe, type FieldCommon, FieldFrame } from './Field';

type TextAreaProps = FieldCommon & { rows?: number };

/** Several lines to write in; grows with the words where the browser can. */
export function TextArea(props: TextAreaProps) {
  const own = useId();
  const id = props.id ?? own;
  return (
    <FieldFrame
      id={id}
      label={props.label}
      hint={props.hint}
      error={props.error}
      reads={props.reads}
    >
      <textarea
        id={id}
        class="field-input"
        rows={props.rows ?? 3}
        value={props.value}
        required={props.required}
        disabled={props.disabled}
        maxLength={props.maxLength}
        aria-invalid={props.error ? 'true' : undefined}
        aria-describedby={describe(id, {
          hint: props.hint !== undefined,
          error: Boolean(props.error),
          reads: props.reads !== undefined,
        })}
        onInput={(event) => props.onInput(event.currentTarget.value)}
      />
    </FieldFrame>
  );
}
