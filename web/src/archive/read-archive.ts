// SPDX-License-Identifier: Apache-2.0
// From what was found to what can be read: every sealed thing is opened and checked on the device.
// What does not open stays in the archive with the reason; nothing is left out in silence.

import { t } from '../ui/text';
import { fromBase64url, toBase64url } from '../vault/bytes';
import type { Opened } from '../vault/vault';
import type {
  Archive,
  ArchiveAccord,
  ArchiveAlliance,
  ArchiveLetter,
  ArchivePerson,
  Said,
} from './archive';
import type { AttachedFile } from './attached-files';
import type { Found, FoundAccord, FoundAlliance, FoundMessage, FoundPerson } from './found';
import { safeName } from './sealed-files';

/** Opens one sealed thing where it was found. */
export type Unseal = (
  alliance: string,
  type: 'chat' | 'letter' | 'goal' | 'task' | 'answer',
  object: string,
  sender: string,
  sealed: string,
) => Promise<Opened>;

/** What reading needs. `filesOf` finds the files in a letter's body; `keep` puts one into the archive. `step` is called after each opened thing; it may throw to stop. */
export type Reading = {
  unseal: Unseal;
  filesOf: (body: unknown) => AttachedFile[];
  keep: (path: string, bytes: Uint8Array<ArrayBuffer>, atMs: number) => Promise<void>;
  step: () => Promise<void>;
  nowMs: number;
};

/** Opens everything. */
export async function readArchive(found: Found, reading: Reading): Promise<Archive> {
  const alliances: ArchiveAlliance[] = [];
  for (const alliance of found.alliances) alliances.push(await readAlliance(alliance, reading));
  return {
    format: 'rapport-archive',
    version: 1,
    made_ms: reading.nowMs,
    practice: found.practice,
    owner: found.owner,
    alliances,
    questions: found.questions,
    days: found.days,
    access: found.access,
    left_out: found.left_out,
  };
}

async function readAlliance(found: FoundAlliance, reading: Reading): Promise<ArchiveAlliance> {
  const { unseal, step } = reading;
  const words = async (
    type: 'chat' | 'answer',
    object: string,
    sender: string,
    sealed: string,
    id?: string,
  ): Promise<Said> => {
    const opened = await unseal(found.id, type, object, sender, sealed);
    await step();
    if (opened.kind === 'opened' && id !== undefined && opened.id !== id)
      return { kind: 'refused', why: t('It was filed under another name.') };
    return saidIn(opened);
  };

  const sessions = [];
  for (const session of found.sessions) {
    const chat = [];
    for (const { sealed, ...message } of session.chat) {
      const said = await words('chat', session.id, message.sender, sealed, message.id);
      chat.push({ ...message, said });
    }
    const answers = [];
    for (const { sealed, ...answer } of session.answers) {
      const said =
        sealed === null ? null : await words('answer', session.id, answer.account, sealed);
      answers.push({ ...answer, said });
    }
    sessions.push({ ...session, chat, answers });
  }

  const letters = [];
  for (const letter of found.letters) letters.push(await readLetter(found.id, letter, reading));
  const goals = [];
  for (const goal of found.goals) goals.push(await readAccord(found, 'goal', goal, reading));
  const tasks = [];
  for (const task of found.tasks) tasks.push(await readAccord(found, 'task', task, reading));
  return {
    id: found.id,
    kind: found.kind,
    about: found.about,
    title: found.title,
    since_ms: found.created_ms,
    people: await Promise.all(found.members.map(personOf)),
    letters,
    sessions,
    goals,
    tasks,
  };
}

async function readLetter(
  alliance: string,
  { sealed, ...letter }: FoundMessage,
  { unseal, filesOf, keep, step }: Reading,
): Promise<ArchiveLetter> {
  const opened = await unseal(alliance, 'letter', alliance, letter.sender, sealed);
  await step();
  const nothing = { edited_ms: null, deleted: false, body: null, files: [] };
  if (opened.kind === 'refused') return { ...letter, ...nothing, said: saidIn(opened) };
  if (opened.id !== letter.id)
    return {
      ...letter,
      ...nothing,
      said: { kind: 'refused', why: t('It was filed under another name.') },
    };
  const { body } = opened;
  const { text, deleted } = (body ?? {}) as { text?: unknown; deleted?: unknown };
  const files = [];
  for (const [at, file] of filesOf(body).entries()) {
    const bytes = await file.fetch();
    const path = `files/${letter.id}-${at + 1}-${safeName(file.name)}`;
    if (bytes !== null) await keep(path, bytes, letter.at_ms);
    await step();
    files.push({ name: file.name, size: file.size, path: bytes === null ? null : path });
  }
  return {
    ...letter,
    files,
    edited_ms: opened.revised_ms,
    deleted: deleted === true,
    body,
    // What has no text (a mood alone, a note in parts) is told by its body.
    said: { kind: 'text', text: typeof text === 'string' ? text : '' },
  };
}

/** Either of the two may have worded it last: the one whose signature fits is the one. */
async function readAccord(
  alliance: FoundAlliance,
  type: 'goal' | 'task',
  { sealed, revision, ...accord }: FoundAccord,
  { unseal, step }: Reading,
): Promise<ArchiveAccord> {
  const others = alliance.members.map((one) => one.account).filter((one) => one !== accord.writer);
  let why = '';
  for (const sender of [accord.writer, ...others]) {
    const opened = await unseal(alliance.id, type, accord.id, sender, sealed);
    if (opened.kind === 'refused') {
      why ||= opened.why;
      continue;
    }
    await step();
    const body = opened.body as { text?: unknown; why?: unknown; revision?: unknown } | null;
    if (body?.revision !== revision) {
      why = t('These are not the newest words.');
      continue;
    }
    return { ...accord, said: saidIn(opened), why: typeof body.why === 'string' ? body.why : '' };
  }
  await step();
  return { ...accord, said: { kind: 'refused', why }, why: '' };
}

function saidIn(opened: Opened): Said {
  if (opened.kind === 'refused') return { kind: 'refused', why: opened.why };
  const text = (opened.body as { text?: unknown } | null)?.text;
  return typeof text === 'string'
    ? { kind: 'text', text }
    : { kind: 'refused', why: t('It holds nothing that can be shown.') };
}

async function personOf({ account, name, role, public_key }: FoundPerson): Promise<ArchivePerson> {
  const bytes = fromBase64url(public_key) ?? new Uint8Array(0);
  const hash = await crypto.subtle.digest('SHA-256', bytes);
  return { account, name, role, key: toBase64url(new Uint8Array(hash)) };
}
