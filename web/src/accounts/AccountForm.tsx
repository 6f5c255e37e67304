// SPDX-License-Identifier: Apache-2.0
import type { ComponentChildren } from 'preact';
import type { AccountsModel } from './accounts-model';

type AccountFormProps = {
  model: AccountsModel;
  /** Not called while the account is busy: keys take a moment, and people press twice. */
  onSubmit: () => void;
  class?: string;
  children: ComponentChildren;
};

/** A form that does something to the account, once at a time. */
export function AccountForm({ model, onSubmit, class: more = '', children }: AccountFormProps) {
  return (
    <form
      class={`stack ${more}`.trim()}
      onFocusIn={({ target }) => {
        if ((target as HTMLInputElement).type === 'password') model.expectPassphrase();
      }}
      onSubmit={(event) => {
        event.preventDefault();
        if (!model.busy.value) onSubmit();
      }}
    >
      {children}
    </form>
  );
}
