// SPDX-License-Identifier: Apache-2.0
// A record as `rapport record-export` wrote it: what its therapist would be given, still sealed, and
// what of it was sealed to the practice's recovery key.

import { parseAlliance } from '../alliances/alliance';
import type { Found } from '../archive/found';
import { parseChecks } from '../checks/check';
import { parseQuestionnaires } from '../checks/questionnaire';
import { parseHistory } from '../conversations/chat';
import { parseLettersPage } from '../conversations/letter';
import { parseGoal, parseTask } from '../goals/goal';
import { fields, list, object, oneOf, text, whole } from '../net/read';
import type { SealedRecord } from '../vault/vault';
import { parseVisits } from '../visits/visit';
import { allianceOf, questionsOf } from './everything';

/** The two halves of the file: for the vault, and for the archive. */
export type ExportedRecord = { sealed: SealedRecord; found: Found };

/** Reads the file. Throws TypeError saying what is not as agreed. */
export function parseRecord(value: unknown): ExportedRecord {
  const from = fields(value, 'record');
  oneOf(from, 'format', ['rapport-record']);
  const alliance = parseAlliance(from.values.alliance);
  const goals = object(from, 'goals');
  const visits = parseVisits(from.values.visits);
  const chat = object(from, 'chat');
  const names = alliance.members.map((member) => member.name);
  const grants = list(from, 'grants').map((entry) => {
    const grant = fields(entry, 'grant');
    return {
      epoch: whole(grant, 'epoch'),
      granter: text(grant, 'granter'),
      sealed: text(grant, 'sealed'),
    };
  });
  return {
    sealed: {
      public_key: text(from, 'public_key'),
      conversation: alliance.conversation,
      members: alliance.members,
      grants,
    },
    found: {
      practice: text(from, 'practice'),
      owner: { account: '', login: 'record', name: names.join(', '), role: 'therapist' },
      alliances: [
        allianceOf({
          alliance: { ...alliance, title: names.join(', ') },
          goals: list(goals, 'goals').map(parseGoal),
          tasks: list(goals, 'tasks').map(parseTask),
          checks: parseChecks(from.values.checks),
          visits,
          letters: parseLettersPage({ messages: from.values.letters }).messages,
          chat: new Map(
            visits.map(({ id }) => [id, parseHistory({ messages: chat.values[id] ?? [] })]),
          ),
        }),
      ],
      questions: questionsOf(parseQuestionnaires(from.values.instruments)),
      days: [],
      access: [],
      left_out: [],
    },
  };
}
