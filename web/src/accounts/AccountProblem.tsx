// SPDX-License-Identifier: Apache-2.0
import { Notice } from '../ui/Notice';
import type { AccountsModel } from './accounts-model';

/** What is wrong with one field, for its error line. */
export function fieldProblem(model: AccountsModel, field: string): string | null {
  return model.problemField.value === field ? model.problem.value : null;
}

/** Why the last action was refused, when no single field is to blame. */
export function AccountProblem({ model }: { model: AccountsModel }) {
  const why = model.problem.value;
  if (why === null || model.problemField.value !== null) return null;
  return (
    <Notice kind="problem">
      <p>{why}</p>
    </Notice>
  );
}
