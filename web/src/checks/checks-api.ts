// SPDX-License-Identifier: Apache-2.0
// Checks over the wire: one function a call of docs/protocol.md.

import type { Http } from '../net/http';
import { type Answers, type Check, type Closing, parseChecks, parseClosing } from './check';
import { parseQuestionnaires, type Questionnaire } from './questionnaire';

/** The calls about checks. All throw HttpError for a no, TypeError for an answer out of shape. */
export interface ChecksApi {
  questionnaires(): Promise<Questionnaire[]>;
  closing(visit: string): Promise<Closing>;
  /** Once; the very same answers again are fine. */
  give(visit: string, answers: Answers): Promise<void>;
  list(alliance: string): Promise<Check[]>;
}

/** Puts the calls on top of `http`. Questionnaires are read once. */
export function createChecksApi(http: Http): ChecksApi {
  let questionnaires: Promise<Questionnaire[]> | null = null;
  return {
    questionnaires() {
      questionnaires ??= http
        .get('/api/instruments')
        .then(parseQuestionnaires)
        .catch((error: unknown) => {
          questionnaires = null;
          throw error;
        });
      return questionnaires;
    },
    async closing(visit) {
      return parseClosing(await http.get(`/api/visits/${encodeURIComponent(visit)}/closing`));
    },
    async give(visit, answers) {
      await http.put(`/api/visits/${encodeURIComponent(visit)}/closing`, answers);
    },
    async list(alliance) {
      return parseChecks(await http.get(`/api/checks?alliance=${encodeURIComponent(alliance)}`));
    },
  };
}
