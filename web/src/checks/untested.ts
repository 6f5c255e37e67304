// SPDX-License-Identifier: Apache-2.0
import { t } from '../ui/text';

/** Said wherever a question or a number of a questionnaire appears that nobody has tested on people. */
export function untested(): string {
  return t('Our own questions, not yet tested in studies.');
}
