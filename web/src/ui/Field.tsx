// SPDX-License-Identifier: Apache-2.0
import type { ComponentChildren } from 'preact';
import { useId, useState } from 'preact/hooks';
import { Button } from './Button';
import './field.css';
import { Icon } from './Icon';
import { t } from './text';

/** What all fields to write in have in common. */
export type FieldCommon = {
  label: string;
  value: string;
  onInput: (value: string) => void;
  /** One line that helps before a mistake. */
  hint?: ComponentChildren;
  /** What is wrong and what to do; null or absent when nothing is. */
  error?: string | null | undefined;
  required?: boolean;
  disabled?: boolean;
  maxLength?: number;
  /** Who can read it: put <WhoReads> here. */
  reads?: ComponentChildren;
  id?: string;
};

type FieldProps = FieldCommon & {
  type?: 'text' | 'email' | 'password' | 'number' | 'date' | 'time' | 'tel';
  autoComplete?: string;
  inputMode?: 'text' | 'numeric' | 'tel' | 'email';
  /** Letters as typed: no capital at the start, no corrections (logins, codes). */
  exact?: boolean;
  min?: string | number;
  max?: string | number;
  step?: string | number;
};

/** The ids under which a field's hint, error and readers are spoken with it. */
export function describe(id: string, parts: { hint: boolean; error: boolean; reads: boolean }) {
  const ids = [
    parts.hint ? `${id}-hint` : '',
    parts.error ? `${id}-error` : '',
    parts.reads ? `${id}-reads` : '',
  ].filter((part) => part !== '');
  return ids.length === 0 ? undefined : ids.join(' ');
}

/** The words around an input: label above, hint below the label, error and readers under the box. */
export function FieldFrame(props: {
  id: string;
  label: string;
  hint: ComponentChildren;
  error: string | null | undefined;
  reads: ComponentChildren;
  children: ComponentChildren;
}) {
  return (
    <div class="field">
      <label class="field-label" for={props.id}>
        {props.label}
      </label>
      {props.hint !== undefined && (
        <p class="note" id={`${props.id}-hint`}>
          {props.hint}
        </p>
      )}
      {props.children}
      {props.error && (
        <p class="field-error" id={`${props.id}-error`}>
          <Icon name="alert" />
          <span>{props.error}</span>
        </p>
      )}
      {props.reads !== undefined && <div id={`${props.id}-reads`}>{props.reads}</div>}
    </div>
  );
}

/** One line to write in. A pass phrase can be shown and pasted. */
export function Field(props: FieldProps) {
  const own = useId();
  const id = props.id ?? own;
  const [shown, setShown] = useState(false);
  const secret = props.type === 'password';
  const plain = props.exact || secret;
  // The typings want one attribute set per type; those used here fit every one of them.
  const type = secret && shown ? 'text' : (props.type ?? 'text');
  return (
    <FieldFrame
      id={id}
      label={props.label}
      hint={props.hint}
      error={props.error}
      reads={props.reads}
    >
      <div class="field-box">
        <input
          id={id}
          class="field-input"
          type={type as 'text'}
          value={props.value}
          required={props.required}
          disabled={props.disabled}
          maxLength={props.maxLength}
          autoComplete={props.autoComplete}
          inputMode={props.inputMode}
          autoCapitalize={plain ? 'none' : undefined}
          autoCorrect={plain ? 'off' : undefined}
          spellcheck={plain ? false : undefined}
          min={props.min}
          max={props.max}
          step={props.step}
          aria-invalid={props.error ? 'true' : undefined}
          aria-describedby={describe(id, {
            hint: props.hint !== undefined,
            error: Boolean(props.error),
            reads: props.reads !== undefined,
          })}
          onInput={(event) => props.onInput(event.currentTarget.value)}
        />
        {secret && (
          <Button
            kind="quiet"
            icon={shown ? 'eyeOff' : 'eye'}
            pressed={shown}
            label={t('Show what I type')}
            onClick={() => setShown(!shown)}
          >
            {shown ? t('Hide') : t('Show')}
          </Button>
        )}
      </div>
    </FieldFrame>
  );
}
