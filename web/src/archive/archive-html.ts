// SPDX-License-Identifier: Apache-2.0
// index.html of the archive: everything in one page that any browser opens without a line, that
// prints well, and that runs no script.

import { language, locale, t, tn } from '../ui/text';
import type {
  Archive,
  ArchiveAccord,
  ArchiveAlliance,
  ArchiveAnswers,
  ArchiveMessage,
  ArchiveSession,
  Said,
} from './archive';
import { ARCHIVE_STYLE } from './archive-style';
import { type Html, h, type Inside, page } from './html';

/** The page. Times are written by this device's clock and zone, which is said at the top. */
export function archiveHtml(archive: Archive): string {
  const title = t('What {name} has in Rapport', { name: archive.owner.name });
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return page(
    language(),
    title,
    ARCHIVE_STYLE,
    h(
      'header',
      {},
      h('h1', {}, title),
      h(
        'p',
        { class: 'soft' },
        t('Made on {when}. Times are those of {zone}.', { when: moment(archive.made_ms), zone }),
        archive.practice === '' ? null : ` ${archive.practice}.`,
      ),
      h(
        'p',
        { class: 'soft' },
        t('Whoever has this file can read it. Keep it where you keep private letters.'),
      ),
      leftOut(archive),
      contents(archive),
    ),
    h(
      'main',
      {},
      archive.alliances.map((alliance, at) => allianceHtml(archive, alliance, at)),
      daysHtml(archive),
      accessHtml(archive),
    ),
  );
}

function contents({ alliances, days, access }: Archive): Html {
  const links: Inside[] = alliances.map((alliance, at) =>
    h('li', {}, h('a', { href: `#with-${at + 1}` }, headingOf(alliance))),
  );
  if (days.length > 0) links.push(h('li', {}, h('a', { href: '#days' }, t('How I was'))));
  if (access.length > 0)
    links.push(h('li', {}, h('a', { href: '#access' }, t('Who opened my record'))));
  return h('nav', { 'aria-label': t('What is in here') }, h('ul', {}, links));
}

function leftOut({ left_out }: Archive): Html | null {
  if (left_out.length === 0) return null;
  const people = left_out.join('; ');
  return h(
    'p',
    {},
    t('Not in here: what you share as a couple ({people}). Taking that along needs both of you.', {
      people,
    }),
  );
}

function headingOf(alliance: ArchiveAlliance): string {
  if (alliance.kind === 'self') return t('My journal');
  if (alliance.kind === 'notes') return t('My notes: {name}', { name: alliance.title });
  return alliance.title === ''
    ? t('Someone who has not joined yet')
    : t('With {name}', { name: alliance.title });
}

function allianceHtml(archive: Archive, alliance: ArchiveAlliance, at: number): Html {
  const name = nameOf(alliance);
  const people = alliance.people.map((person) => person.name).join(', ');
  return h(
    'section',
    { id: `with-${at + 1}` },
    h('h2', {}, headingOf(alliance)),
    h('p', { class: 'soft' }, t('{people}. Since {day}.', { people, day: day(alliance.since_ms) })),
    lettersHtml(archive, alliance),
    accords(t('Goals'), alliance.goals, name),
    accords(t('Tasks'), alliance.tasks, name),
    alliance.sessions.map((session) => sessionHtml(archive, alliance, session)),
    alliance.sessions.length === 0 && alliance.kind === 'pair'
      ? h('p', {}, t('No session so far.'))
      : null,
  );
}

function lettersHtml(archive: Archive, alliance: ArchiveAlliance): Html | null {
  if (alliance.letters.length === 0) return null;
  const name = nameOf(alliance);
  const alone = alliance.kind === 'self' || alliance.kind === 'notes';
  const me = archive.owner.account;
  return h(
    'div',
    alone ? {} : { class: 'card' },
    alone ? null : h('h3', {}, t('Letters')),
    alliance.letters.map((letter) =>
      h(
        'div',
        { class: letter.sender === me ? 'line mine' : 'line' },
        h(
          'p',
          { class: 'soft' },
          alone ? moment(letter.at_ms) : `${name(letter.sender)}, ${moment(letter.at_ms)}`,
          letter.edited_ms === null
            ? null
            : ` (${t('changed {when}', { when: moment(letter.edited_ms) })})`,
        ),
        letter.deleted ? h('p', { class: 'soft' }, t('Deleted.')) : said(letter.said),
        letter.deleted ? null : besides(letter.body),
        letter.files.map((file) =>
          file.path === null
            ? h('p', { class: 'refused' }, t('{name} could not be opened.', { name: file.name }))
            : h('p', {}, h('a', { href: file.path }, file.name)),
        ),
      ),
    ),
  );
}

/** What a body holds besides its text. */
function besides(body: unknown): Html | null {
  if (typeof body !== 'object' || body === null) return null;
  const rows = known(body as Body) ?? unknown(body);
  return rows.length === 0
    ? null
    : h(
        'div',
        {},
        rows.map((row) => h('p', { class: 'words soft' }, row)),
      );
}

type Body = { [field: string]: unknown };

/** The kinds of docs/protocol.md in words; null for another one. */
function known({
  kind,
  mood,
  tags,
  written_ms,
  bring,
  template,
  parts,
  yes,
}: Body): string[] | null {
  const felt = [
    ...(typeof mood === 'number' ? [t('felt {mood} of 10', { mood })] : []),
    ...(Array.isArray(tags) && tags.length > 0 ? [tags.map((tag) => `#${tag}`).join(' ')] : []),
  ];
  switch (kind) {
    case 'words':
    case 'policy':
      return [];
    case 'entry':
      return felt;
    case 'shared_entry':
      return [
        t('From the journal, written {when}', { when: moment(Number(written_ms)) }),
        ...felt,
        ...(bring === true ? [t('I would like to talk about something I wrote.')] : []),
      ];
    case 'marker':
      return [t('I would like to talk about something I wrote.')];
    case 'policy_agreed':
      return [t('I agree to this')];
    case 'release_asked':
      return [t('Asks for a copy of what is shared here.')];
    case 'release_said':
      return [yes === true ? t('Yes, it may be copied') : t('No, it may not be copied')];
    case 'note':
      // S, O, A and P: therapists know the headings by their letters.
      return Array.isArray(parts)
        ? parts.flatMap((part, at) => {
            if (part === '') return [];
            return [
              template === 'free' ? part : `${String(template).charAt(at).toUpperCase()}: ${part}`,
            ];
          })
        : [];
    default:
      return null;
  }
}

/** Each field with its name. */
function unknown(body: object): string[] {
  return Object.entries(body)
    .filter(([name]) => !['text', 'revision', 'files'].includes(name))
    .flatMap(([name, value]) => (plain(value) === '' ? [] : [`${name}: ${plain(value)}`]));
}

/** A value as people read it; nothing by nothing. */
function plain(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (Array.isArray(value)) return value.map(plain).filter(Boolean).join(', ');
  if (typeof value !== 'object') return String(value);
  return Object.entries(value)
    .flatMap(([field, inside]) => (plain(inside) === '' ? [] : [`${field}: ${plain(inside)}`]))
    .join('\n');
}

function accords(title: string, list: readonly ArchiveAccord[], name: Name): Html | null {
  if (list.length === 0) return null;
  return h(
    'div',
    { class: 'card' },
    h('h3', {}, title),
    h(
      'ul',
      { class: 'plain' },
      list.map((accord) =>
        h(
          'li',
          {},
          said(accord.said),
          accord.why === '' ? null : h('p', { class: 'words soft' }, accord.why),
          h(
            'p',
            { class: 'soft' },
            t('{state}, written by {name}, {day}.', {
              state: stateOf(accord.state),
              name: name(accord.writer),
              day: day(accord.created_ms),
            }),
          ),
        ),
      ),
    ),
  );
}

function sessionHtml(
  archive: Archive,
  alliance: ArchiveAlliance,
  session: ArchiveSession,
): Html | null {
  const name = nameOf(alliance);
  const title =
    session.number === null
      ? t('A session that was planned')
      : t('Session {n}', { n: session.number });
  return h(
    'article',
    { class: 'card' },
    h('h3', {}, title),
    h(
      'p',
      { class: 'soft' },
      `${moment(session.started_ms ?? session.starts_ms)}. `,
      `${stateOf(session.state)}. `,
      tn(session.minutes, 'Planned for one minute.', 'Planned for {n} minutes.'),
    ),
    session.chat.map((line) => messageHtml(line, archive.owner.account, name)),
    answersHtml(archive, alliance, session.answers),
  );
}

function messageHtml(line: ArchiveMessage, me: string, name: Name): Html {
  return h(
    'div',
    { class: line.sender === me ? 'line mine' : 'line' },
    h('p', { class: 'soft' }, `${name(line.sender)}, ${moment(line.at_ms)}`),
    said(line.said),
  );
}

function answersHtml(
  archive: Archive,
  alliance: ArchiveAlliance,
  answers: readonly ArchiveAnswers[],
): Html | null {
  if (answers.length === 0) return null;
  const name = nameOf(alliance);
  const asked = answers.flatMap((one) => Object.keys(one.items));
  const words = (item: string) =>
    answers.map((one) => archive.questions[one.instrument]?.[item]).find(Boolean) ?? item;
  const rows = [...new Set(asked)]
    .filter((item) => answers.some((one) => (one.items[item] ?? null) !== null))
    .map((item) => row(words(item), answers, (one) => one.items[item]));
  for (const goal of alliance.goals)
    if (answers.some((one) => one.goals.some((rated) => rated.goal === goal.id)))
      rows.push(
        row(textOf(goal.said), answers, (one) => one.goals.find((r) => r.goal === goal.id)?.value),
      );
  return h(
    'div',
    {},
    h(
      'table',
      {},
      h(
        'thead',
        {},
        h(
          'tr',
          {},
          h('th', { scope: 'col' }, t('One minute about us, 0 to 10')),
          answers.map((one) => h('th', { scope: 'col' }, name(one.account))),
        ),
      ),
      h('tbody', {}, rows),
    ),
    answers.map((one) =>
      one.said === null
        ? null
        : h(
            'div',
            { class: 'line' },
            h('p', { class: 'soft' }, t('{name} wrote', { name: name(one.account) })),
            said(one.said),
          ),
    ),
  );
}

function row(
  words: string,
  answers: readonly ArchiveAnswers[],
  value: (one: ArchiveAnswers) => number | null | undefined,
): Html {
  const say = (one: ArchiveAnswers) =>
    one.state === 'declined' ? t('not today') : String(value(one) ?? t('skipped'));
  return h(
    'tr',
    {},
    h('th', { scope: 'row' }, words),
    answers.map((one) => h('td', { class: 'number' }, say(one))),
  );
}

function daysHtml({ days }: Archive): Html | null {
  if (days.length === 0) return null;
  return h(
    'section',
    { id: 'days' },
    h('h2', {}, t('How I was')),
    h(
      'table',
      {},
      h(
        'thead',
        {},
        h('tr', {}, h('th', { scope: 'col' }, t('Day')), h('th', { scope: 'col' }, t('0 to 10'))),
      ),
      h(
        'tbody',
        {},
        days.map((one) =>
          h(
            'tr',
            {},
            h('th', { scope: 'row' }, one.day),
            h('td', { class: 'number' }, String(one.value)),
          ),
        ),
      ),
    ),
  );
}

function accessHtml({ access }: Archive): Html | null {
  if (access.length === 0) return null;
  const unproved = access.filter((line) => line.check === 'failed').length;
  return h(
    'section',
    { id: 'access' },
    h('h2', {}, t('Who opened my record')),
    unproved === 0
      ? null
      : h(
          'p',
          { class: 'refused' },
          tn(
            unproved,
            'One line could not be found in the log of the house.',
            '{n} lines could not be found in the log of the house.',
          ),
        ),
    h(
      'table',
      {},
      h(
        'thead',
        {},
        h('tr', {}, h('th', { scope: 'col' }, t('When')), h('th', { scope: 'col' }, t('What'))),
      ),
      h(
        'tbody',
        {},
        access.map((line) =>
          h(
            'tr',
            {},
            h('td', { class: 'number' }, moment(line.at_ms)),
            h('td', line.check === 'failed' ? { class: 'refused' } : {}, line.sentence),
          ),
        ),
      ),
    ),
  );
}

type Name = (account: string) => string;

function nameOf(alliance: ArchiveAlliance): Name {
  return (account) =>
    alliance.people.find((person) => person.account === account)?.name ?? t('Someone who left');
}

function said(words: Said): Html {
  return words.kind === 'text'
    ? h('p', { class: 'words' }, words.text)
    : h('p', { class: 'refused' }, t('This could not be opened. {why}', { why: words.why }));
}

function textOf(words: Said): string {
  return words.kind === 'text' ? words.text : '';
}

function stateOf(state: string): string {
  switch (state) {
    case 'proposed':
      return t('Proposed');
    case 'agreed':
      return t('Agreed');
    case 'reached':
      return t('Reached');
    case 'set_aside':
      return t('Set aside');
    case 'done':
      return t('Done');
    case 'planned':
      return t('Planned');
    case 'open':
      return t('Open');
    case 'ended':
      return t('It took place');
    case 'cancelled':
      return t('Called off');
    case 'lapsed':
      return t('It did not take place');
    default:
      return state;
  }
}

function moment(atMs: number): string {
  return new Intl.DateTimeFormat(locale(), { dateStyle: 'long', timeStyle: 'short' }).format(atMs);
}

function day(atMs: number): string {
  return new Intl.DateTimeFormat(locale(), { dateStyle: 'long' }).format(atMs);
}
