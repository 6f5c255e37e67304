// SPDX-License-Identifier: Apache-2.0
import type { ComponentChildren } from 'preact';
import './button.css';
import { Icon, type IconName } from './Icon';

/** `next`: the one next step of a page, at most once. `act`: does something. `quiet`: a way around. */
export type ButtonKind = 'next' | 'act' | 'quiet';

type ButtonProps = {
  kind?: ButtonKind;
  children: ComponentChildren;
  onClick?: (() => void) | undefined;
  /** A link that looks like a button, for ways that lead somewhere. */
  href?: string;
  type?: 'button' | 'submit';
  icon?: IconName;
  /** True while it works: the button keeps its place and says so; a second press does nothing. */
  busy?: boolean;
  disabled?: boolean;
  /** Takes the whole width, for phones. */
  wide?: boolean;
  /** When the words alone would be unclear out of their place ("Look" → "Look at Jonas"). */
  label?: string;
  describedBy?: string;
  /** For toggles: whether it is on. */
  pressed?: boolean;
  expanded?: boolean;
  id?: string;
};

/** A button, or a link that looks like one. At least 44 px high. */
export function Button(props: ButtonProps) {
  const { kind = 'act', busy = false, disabled = false } = props;
  const look = `button button-${kind}${props.wide ? ' button-wide' : ''}`;
  const inside = (
    <>
      {props.icon && <Icon name={props.icon} />}
      <span>{props.children}</span>
    </>
  );
  if (props.href !== undefined)
    return (
      <a class={look} href={props.href} id={props.id} aria-label={props.label}>
        {inside}
      </a>
    );
  return (
    <button
      class={look}
      id={props.id}
      type={props.type ?? 'button'}
      disabled={disabled}
      aria-disabled={busy ? 'true' : undefined}
      aria-busy={busy ? 'true' : undefined}
      aria-label={props.label}
      aria-describedby={props.describedBy}
      aria-pressed={props.pressed}
      aria-expanded={props.expanded}
      onClick={(event) => {
        if (busy) event.preventDefault();
        else props.onClick?.();
      }}
    >
      {inside}
    </button>
  );
}
