// SPDX-License-Identifier: Apache-2.0
// Who is in the sample practice and what happened: three courses of work, told session by session.
// Invented people. A steady course, a rupture that was mended, and one that was not.

import type { NoteTemplate } from '../../web/src/spaces/paper';

/** Goal, task, bond, medium, overall: 0 to 10. */
export type Ratings = readonly [number, number, number, number, number];

/** One side's closing minute: ratings and an open answer ('' for none), a no, or silence. */
export type Said = { ratings: Ratings; words: string } | 'declined' | 'silent';

/** Something agreed or ended in a session. `by` proposes, the other agrees; `waits` leaves it open. */
export type Step =
  | { do: 'goal'; key: string; by: Side; text: string; why: string; waits?: boolean }
  | {
      do: 'task';
      key: string;
      by: Side;
      goal: string | null;
      text: string;
      why: string;
      waits?: boolean;
    }
  | { do: 'end'; key: string; how: 'reached' | 'done' | 'set_aside' };

/** Which of the two. */
export type Side = 'client' | 'therapist';

/** One session as it went. Ratings of goals and what became of tasks are by key. */
export type Session = {
  client: Said;
  therapist: Said;
  goals?: Record<string, number>;
  tasks?: Record<string, { done: 'yes' | 'partly' | 'no'; helped: 'yes' | 'little' | 'no' | null }>;
  chat?: ReadonlyArray<readonly [Side, string]>;
  /** Written afterwards, until the next one; a `sky` goes along as a picture. */
  letters?: ReadonlyArray<readonly [Side, string, sky?: 'sky']>;
  /** What the client keeps in their journal afterwards; `shown` ones the therapist may read. */
  journal?: ReadonlyArray<{ text: string; mood: number; tags: string[]; shown?: true }>;
  /** The therapist's process note afterwards. */
  note?: { template: NoteTemplate; parts: string[] };
  steps?: readonly Step[];
  /** "How are you today", on the morning of the session. */
  day: number;
  minutes?: number;
};

/** One client and the way so far, oldest session first. */
export type Course = {
  login: string;
  name: string;
  passphrase: string;
  label: string;
  medium: 'video' | 'voice';
  /** Wall time of the weekly hour. */
  hour: string;
  /** The last session was so many days ago. */
  lastDaysAgo: number;
  /** When the next one is: soon today, or in so many days at the same hour. */
  next: 'soon' | number;
  sessions: readonly Session[];
};

/** The therapist of the house. */
export const THERAPIST = {
  login: 'mara',
  name: 'Mara Lindqvist',
  passphrase: 'willow harbor quiet lantern morning bread',
};

const s = (...ratings: Ratings) => ratings;
const said = (ratings: Ratings, words = ''): Said => ({ ratings, words });

const ELIN: Course = {
  login: 'elin',
  name: 'Elin Sandberg',
  passphrase: 'meadow violin seven copper kettle sunrise',
  label: 'E. S., by phone in spring',
  medium: 'video',
  hour: '10:00',
  lastDaysAgo: 7,
  next: 'soon',
  sessions: [
    {
      client: said(s(6, 6, 7, 6, 6), 'I was nervous. It was easier to talk than I thought.'),
      therapist: said(s(6, 6, 7, 8, 6)),
      day: 4,
    },
    {
      client: said(s(7, 6, 7, 7, 7)),
      therapist: said(s(7, 6, 7, 8, 7), 'We found words for what sleep has become for her.'),
      day: 4,
      steps: [
        {
          do: 'goal',
          key: 'sleep',
          by: 'client',
          text: 'Sleep through most nights again',
          why: 'When I sleep, everything else is half as heavy.',
        },
      ],
    },
    {
      client: said(s(7, 7, 7, 7, 7)),
      therapist: said(s(7, 7, 7, 8, 7)),
      day: 5,
      goals: { sleep: 3 },
      steps: [
        {
          do: 'task',
          key: 'diary',
          by: 'therapist',
          goal: 'sleep',
          text: 'Write down when you go to bed and when you get up',
          why: 'Then we look at your own nights instead of guessing.',
        },
      ],
    },
    {
      client: said(s(7, 6, 8, 7, 7), 'The diary felt like homework at first.'),
      therapist: said(s(7, 7, 8, 8, 7)),
      day: 5,
      goals: { sleep: 3 },
      tasks: { diary: { done: 'partly', helped: 'little' } },
      steps: [
        {
          do: 'goal',
          key: 'people',
          by: 'client',
          text: 'See a friend once a week',
          why: 'I used to like who I am with them.',
        },
      ],
    },
    {
      client: said(s(7, 7, 8, 8, 7)),
      therapist: said(s(7, 7, 8, 8, 7)),
      day: 5,
      goals: { sleep: 4, people: 2 },
      tasks: { diary: { done: 'yes', helped: 'yes' } },
      chat: [
        [
          'therapist',
          'This is the page about nights we looked at: two sides, the first is enough.',
        ],
        ['client', 'Thank you. I will read it on the train.'],
      ],
    },
    {
      client: said(s(8, 7, 8, 8, 7), 'You remembered what I said about my sister. That mattered.'),
      therapist: said(s(8, 7, 8, 8, 8)),
      day: 6,
      goals: { sleep: 5, people: 3 },
      tasks: { diary: { done: 'yes', helped: 'yes' } },
      steps: [{ do: 'end', key: 'diary', how: 'done' }],
    },
    {
      client: said(s(7, 7, 8, 7, 7)),
      therapist: said(s(7, 7, 8, 8, 7)),
      day: 5,
      goals: { sleep: 5, people: 3 },
      steps: [
        {
          do: 'task',
          key: 'walk',
          by: 'client',
          goal: 'people',
          text: 'Ask Maja for a walk on Sunday',
          why: 'Walking is easier than sitting across a table.',
        },
      ],
    },
    {
      client: said(s(8, 7, 8, 8, 8), 'We walked for two hours.'),
      therapist: said(s(8, 8, 8, 8, 8)),
      day: 7,
      goals: { sleep: 6, people: 5 },
      tasks: { walk: { done: 'yes', helped: 'yes' } },
    },
    {
      client: 'silent',
      therapist: said(s(8, 8, 8, 7, 8), 'Her train was late, we had half the time and used it.'),
      day: 6,
      minutes: 25,
    },
    {
      client: said(s(8, 7, 9, 8, 8)),
      therapist: said(s(8, 7, 8, 8, 8)),
      day: 6,
      goals: { sleep: 6, people: 6 },
      tasks: { walk: { done: 'partly', helped: 'yes' } },
    },
    {
      client: said(s(8, 8, 8, 8, 8)),
      therapist: said(s(8, 8, 8, 8, 8)),
      day: 7,
      goals: { sleep: 7, people: 6 },
      tasks: { walk: { done: 'yes', helped: 'yes' } },
      steps: [{ do: 'end', key: 'walk', how: 'done' }],
    },
    {
      client: said(s(8, 8, 9, 8, 8)),
      therapist: said(s(8, 8, 9, 8, 8), 'She asked herself the question I would have asked.'),
      day: 7,
      goals: { sleep: 7, people: 7 },
    },
    {
      client: said(s(8, 8, 9, 9, 8)),
      therapist: said(s(9, 8, 9, 8, 8)),
      day: 7,
      goals: { sleep: 8, people: 7 },
      journal: [
        {
          text: 'Thursday, half past two. The house hums. I thought of what we said: the night is long, but it is not angry with me.',
          mood: 4,
          tags: ['night', 'Thursday'],
          shown: true,
        },
        {
          text: 'Coffee with Maja by the water. I laughed before I noticed that I was laughing.',
          mood: 8,
          tags: ['Maja', 'people'],
        },
      ],
      note: {
        template: 'dap',
        parts: [
          'Sleeps through five nights of seven. Thursday stays the hard one; her mother used to call on Thursdays.',
          'The night is less of an enemy. What is left may be grief, not sleep.',
          'Ask about Thursdays, slowly. Leave the diary where it is.',
        ],
      },
      steps: [
        {
          do: 'task',
          key: 'lamp',
          by: 'therapist',
          goal: 'sleep',
          text: 'Put the phone in the kitchen at ten',
          why: 'You said the last hour decides the night.',
        },
      ],
    },
    {
      client: said(s(9, 8, 9, 8, 8), 'I notice that I look forward to this.'),
      therapist: said(s(9, 8, 9, 8, 9)),
      day: 8,
      goals: { sleep: 8, people: 8 },
      tasks: { lamp: { done: 'partly', helped: 'yes' } },
      chat: [
        ['client', 'The phone slept in the kitchen four times.'],
        ['therapist', 'Four is a good number. Which evening was the hardest?'],
        ['client', 'Thursday. We can start there next time.'],
      ],
      journal: [
        {
          text: 'The phone slept in the kitchen. I did not, at first. Then I did.',
          mood: 7,
          tags: ['night'],
        },
      ],
      letters: [
        ['client', 'It was Thursday again. I went out to look at the sky instead.', 'sky'],
        ['therapist', 'Thank you for writing. Bring the sky along on Monday.'],
      ],
      steps: [
        {
          do: 'goal',
          key: 'alone',
          by: 'client',
          text: 'Know what to do when it gets dark again',
          why: 'So that we can stop one day without me being afraid of it.',
          waits: true,
        },
      ],
    },
  ],
};

const TOMAS: Course = {
  login: 'tomas',
  name: 'Tomas Berg',
  passphrase: 'anchor pebble summer orange ladder violet',
  label: 'T. B., from the clinic',
  medium: 'video',
  hour: '14:00',
  lastDaysAgo: 5,
  next: 2,
  sessions: [
    {
      client: said(s(6, 6, 6, 7, 6)),
      therapist: said(s(6, 6, 6, 7, 6)),
      day: 4,
      steps: [
        {
          do: 'goal',
          key: 'metro',
          by: 'client',
          text: 'Take the metro to work again',
          why: 'The bus costs me an hour every day.',
        },
      ],
    },
    {
      client: said(
        s(6, 7, 7, 7, 7),
        'The drawing of the alarm helped. It is an alarm, not a fire.',
      ),
      therapist: said(s(7, 7, 7, 8, 7)),
      day: 5,
      goals: { metro: 1 },
      steps: [
        {
          do: 'task',
          key: 'breath',
          by: 'therapist',
          goal: 'metro',
          text: 'Breathe out longer than in, three times a day',
          why: 'Practise while it is easy, so that it is there when it is not.',
        },
      ],
    },
    {
      client: said(s(7, 7, 7, 8, 7)),
      therapist: said(s(7, 7, 7, 8, 7)),
      day: 5,
      goals: { metro: 2 },
      tasks: { breath: { done: 'yes', helped: 'little' } },
    },
    {
      client: said(s(7, 7, 8, 8, 7)),
      therapist: said(s(7, 7, 8, 8, 8)),
      day: 6,
      goals: { metro: 3 },
      tasks: { breath: { done: 'yes', helped: 'yes' } },
    },
    {
      client: said(s(7, 7, 7, 8, 7)),
      therapist: said(s(8, 8, 7, 8, 8), 'He is ready for the platform, I think.'),
      day: 6,
      goals: { metro: 3 },
      tasks: { breath: { done: 'yes', helped: 'yes' } },
      steps: [
        {
          do: 'task',
          key: 'platform',
          by: 'therapist',
          goal: 'metro',
          text: 'Stand on the platform for ten minutes, three times this week',
          why: 'Staying is what teaches the alarm.',
        },
      ],
    },
    {
      client: said(s(5, 3, 4, 7, 4), 'It was too much, and I did not feel I could say no.'),
      therapist: said(s(6, 5, 6, 8, 6), 'He went quiet. I went on too fast.'),
      day: 3,
      goals: { metro: 2 },
      tasks: {
        breath: { done: 'partly', helped: 'little' },
        platform: { done: 'no', helped: null },
      },
    },
    {
      client: said(s(5, 5, 6, 7, 5), 'I said it. You listened.'),
      therapist: said(s(5, 5, 6, 8, 6), 'I asked what my plan had felt like. He told me.'),
      day: 4,
      note: {
        template: 'soap',
        parts: [
          '“It was too much, and I did not feel I could say no.”',
          'Quiet at first, arms folded. Looked up when I said that it had been my pace.',
          'The step was mine, not his. Saying no to me was the braver exercise.',
          'He chooses the next step and its size. I ask before I advise.',
        ],
      },
      goals: { metro: 2 },
      tasks: {
        breath: { done: 'yes', helped: 'yes' },
        platform: { done: 'no', helped: null },
      },
      chat: [
        ['therapist', 'You decide about the next step, and also about its size.'],
        ['client', 'Then it is the stairs, not the platform.'],
      ],
      letters: [
        ['client', 'I stood on the third step and counted the tiles. Then I went up again.'],
        ['therapist', 'The third step is where you chose to turn round. That counts.'],
      ],
      steps: [
        { do: 'end', key: 'platform', how: 'set_aside' },
        {
          do: 'task',
          key: 'stairs',
          by: 'client',
          goal: 'metro',
          text: 'Go down the stairs, turn round when I want to',
          why: 'Because I choose when to turn round.',
        },
      ],
    },
    {
      client: said(s(7, 7, 8, 8, 7), 'We made the plan together this time.'),
      therapist: said(s(7, 7, 7, 8, 7)),
      day: 6,
      goals: { metro: 4 },
      tasks: { breath: { done: 'yes', helped: 'yes' }, stairs: { done: 'yes', helped: 'yes' } },
    },
    {
      client: said(s(8, 7, 8, 8, 8)),
      therapist: said(s(8, 7, 8, 8, 8)),
      day: 6,
      goals: { metro: 5 },
      tasks: { breath: { done: 'yes', helped: 'yes' }, stairs: { done: 'yes', helped: 'yes' } },
      steps: [{ do: 'end', key: 'stairs', how: 'done' }],
    },
    {
      client: said(s(8, 8, 9, 8, 8), 'I rode one stop. With my brother, but still.'),
      therapist: said(s(8, 8, 8, 8, 9)),
      day: 7,
      goals: { metro: 6 },
      tasks: { breath: { done: 'yes', helped: 'yes' } },
      steps: [
        {
          do: 'task',
          key: 'stop',
          by: 'client',
          goal: 'metro',
          text: 'One stop alone, with music',
          why: 'My own idea, and a small one.',
        },
      ],
    },
    {
      client: said(s(8, 8, 9, 9, 8)),
      therapist: said(s(8, 8, 9, 8, 8)),
      day: 7,
      goals: { metro: 7 },
      tasks: { breath: { done: 'partly', helped: 'yes' }, stop: { done: 'yes', helped: 'yes' } },
    },
  ],
};

const NOOR: Course = {
  login: 'noor',
  name: 'Noor Haddad',
  passphrase: 'candle ocean thirty garden window ribbon',
  label: 'N. H., wrote in August',
  medium: 'voice',
  hour: '16:30',
  lastDaysAgo: 3,
  next: 4,
  sessions: [
    {
      client: said(s(6, 7, 7, 6, 7)),
      therapist: said(s(7, 7, 7, 7, 7)),
      day: 4,
    },
    {
      client: said(s(7, 7, 8, 6, 7), 'It was good to say his name out loud.'),
      therapist: said(s(7, 7, 8, 7, 7)),
      day: 4,
      steps: [
        {
          do: 'goal',
          key: 'room',
          by: 'client',
          text: 'Be able to sit in my father’s room',
          why: 'It is the only room with morning sun.',
        },
      ],
    },
    {
      client: said(s(7, 7, 8, 6, 8)),
      therapist: said(s(7, 7, 8, 7, 8)),
      day: 5,
      goals: { room: 3 },
      steps: [
        {
          do: 'task',
          key: 'letter',
          by: 'therapist',
          goal: 'room',
          text: 'Write him a letter that nobody will read',
          why: 'There were things left to say.',
        },
      ],
    },
    {
      client: said(s(7, 8, 8, 7, 7)),
      therapist: said(s(8, 8, 8, 7, 8)),
      day: 5,
      goals: { room: 4 },
      tasks: { letter: { done: 'yes', helped: 'yes' } },
      steps: [{ do: 'end', key: 'letter', how: 'done' }],
    },
    {
      client: said(s(7, 7, 7, 5, 7), 'The line was bad. I had to say some things twice.'),
      therapist: said(s(8, 7, 8, 5, 7)),
      day: 5,
      goals: { room: 4 },
      steps: [
        {
          do: 'task',
          key: 'boxes',
          by: 'therapist',
          goal: 'room',
          text: 'Sort one box a week',
          why: 'A small beginning in the room itself.',
        },
      ],
    },
    {
      client: said(s(4, 5, 5, 3, 4), 'I do not think I am ready for the boxes.'),
      therapist: said(s(7, 7, 7, 6, 7)),
      day: 3,
      goals: { room: 2 },
      tasks: { boxes: { done: 'no', helped: null } },
    },
    {
      client: said(s(4, 4, 5, 4, 4)),
      therapist: said(s(7, 6, 7, 7, 7), 'A calmer hour. We talked about the move.'),
      day: 3,
      goals: { room: 2 },
      tasks: { boxes: { done: 'no', helped: null } },
      minutes: 40,
    },
    {
      client: said(s(4, 5, 4, 4, 4)),
      therapist: said(s(6, 6, 7, 7, 6)),
      day: 4,
      goals: { room: 2 },
      tasks: { boxes: { done: 'partly', helped: 'no' } },
      minutes: 40,
    },
    {
      client: 'declined',
      therapist: said(s(6, 6, 6, 7, 6), 'She ended early. I would like to ask what is between us.'),
      day: 3,
      minutes: 30,
    },
  ],
};

/** Everyone who comes to Mara. */
export const COURSES: readonly Course[] = [ELIN, TOMAS, NOOR];
