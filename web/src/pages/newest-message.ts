// SPDX-License-Identifier: Apache-2.0
// The newest thing the other wrote: the last line of theirs in the last session that has any.

import type { AlliancesModel, KnownAlliance } from '../alliances/alliances-model';
import { parseChatBody } from '../conversations/chat';
import type { ChatApi } from '../conversations/chat-api';
import type { Visit } from '../visits/visit';
import type { NewestMessage } from './today';

const LOOK_BACK = 3; // sessions; older words are history, not news

/** null when nothing readable was written lately. Throws HttpError when the line fails. */
export async function newestMessage(
  deps: { chat: ChatApi; alliances: Pick<AlliancesModel, 'unseal'> },
  alliance: KnownAlliance,
  visits: readonly Visit[],
): Promise<NewestMessage | null> {
  const held = visits
    .filter((visit) => visit.alliance === alliance.id && visit.started_ms !== null)
    .sort((a, b) => b.starts_ms - a.starts_ms)
    .slice(0, LOOK_BACK);
  for (const visit of held) {
    const history = await deps.chat.history(alliance.conversation, visit.id);
    const theirs = history.filter((message) => message.sender === alliance.other);
    for (const message of theirs.sort((a, b) => b.seq - a.seq)) {
      const opened = await deps.alliances.unseal(
        alliance.id,
        'chat',
        visit.id,
        message.sender,
        message.sealed,
      );
      const body = opened.kind === 'opened' ? parseChatBody(opened.body) : null;
      if (body !== null) return { text: body.text, at_ms: message.at_ms };
    }
  }
  return null;
}
