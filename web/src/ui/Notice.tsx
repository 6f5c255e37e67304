// SPDX-License-Identifier: Apache-2.0
import type { ComponentChildren } from 'preact';
import { Icon, type IconName } from './Icon';
import './notice.css';

/** `problem` is spoken at once; the others when there is a pause. */
export type NoticeKind = 'info' | 'ok' | 'problem';

const icons: { [Kind in NoticeKind]: IconName } = { info: 'info', ok: 'check', problem: 'alert' };

type NoticeProps = {
  kind?: NoticeKind;
  title?: string;
  children?: ComponentChildren;
};

/** Something happened. For a problem: what happened, what is safe, what to do. */
export function Notice({ kind = 'info', title, children }: NoticeProps) {
  return (
    <div class={`notice notice-${kind}`} role={kind === 'problem' ? 'alert' : 'status'}>
      <Icon name={icons[kind]} />
      <div class="stack-tight">
        {title !== undefined && <p class="notice-title">{title}</p>}
        {children}
      </div>
    </div>
  );
}
