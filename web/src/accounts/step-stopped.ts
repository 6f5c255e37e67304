// SPDX-License-Identifier: Apache-2.0
// Alone in its file, because both the step and the words for it need it.

/** The person stopped before the second step. */
export class StepStopped extends Error {
  constructor() {
    super('Stopped before the second step.');
    this.name = 'StepStopped';
  }
}
