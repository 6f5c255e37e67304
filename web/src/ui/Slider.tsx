// SPDX-License-Identifier: Apache-2.0
import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';
import './slider.css';
import { t } from './text';

const LEAST = 0;
const MOST = 10;
const MIDDLE = 5;

/** Keys that a native range moves by. */
const moves = ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown', 'PageUp', 'PageDown'];

type SliderProps = {
  label: ComponentChildren;
  /** null: not answered. A default would answer for the person. */
  value: number | null;
  onChange: (value: number | null) => void;
  /** What 0 and 10 mean. */
  ends: readonly [least: string, most: string];
  hint?: ComponentChildren;
  disabled?: boolean;
  /** False once an answer is with the server and can only be moved, not taken back. */
  canTakeBack?: boolean;
};

/**
 * A whole number from 0 to 10, or no answer. Nothing counts until it is touched or keyed; the answer
 * is shown, spoken, and can be taken back. The first arrow key puts the mark in the middle.
 */
export function Slider(props: SliderProps) {
  const { label, value, onChange, ends, hint, disabled = false, canTakeBack = true } = props;
  const id = useId();
  const given = value !== null;
  const settle = (input: HTMLInputElement) => {
    if (!given && !disabled) onChange(Number(input.value));
  };
  const spoken = given
    ? t('{value} of {most}', { value, most: MOST })
    : t('No answer yet. {least} is {left}, {most} is {right}.', {
        least: LEAST,
        left: ends[0],
        most: MOST,
        right: ends[1],
      });
  return (
    <div class="slider" data-given={given}>
      <div class="slider-top">
        <div class="slider-label" id={`${id}-label`}>
          {label}
        </div>
        <output class="slider-value" aria-hidden="true">
          {given ? value : '–'}
        </output>
      </div>
      {hint !== undefined && (
        <p class="note" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      <input
        class="slider-input"
        type="range"
        min={LEAST}
        max={MOST}
        step={1}
        value={value ?? MIDDLE}
        disabled={disabled}
        style={{ '--part': (value ?? MIDDLE) / MOST }}
        aria-labelledby={`${id}-label`}
        aria-describedby={hint === undefined ? undefined : `${id}-hint`}
        aria-valuetext={spoken}
        onKeyDown={(event) => {
          if (given || disabled) return;
          const first =
            event.key === 'Home'
              ? LEAST
              : event.key === 'End'
                ? MOST
                : moves.includes(event.key)
                  ? MIDDLE
                  : null;
          if (first === null) return;
          event.preventDefault();
          onChange(first);
        }}
        onInput={(event) => onChange(Number(event.currentTarget.value))}
        // A press on the exact middle changes nothing, so the browser sends no input event; a touch
        // sends no click either.
        onPointerUp={(event) => settle(event.currentTarget)}
        onClick={(event) => settle(event.currentTarget)}
      />
      <div class="slider-ends note">
        <span>{ends[0]}</span>
        {given && !canTakeBack ? (
          <span />
        ) : (
          <button
            type="button"
            class="slider-undo"
            disabled={!given || disabled}
            aria-describedby={`${id}-label`}
            onClick={() => onChange(null)}
          >
            {given ? t('Take back') : t('Not answered')}
          </button>
        )}
        <span class="slider-most">{ends[1]}</span>
      </div>
    </div>
  );
}
