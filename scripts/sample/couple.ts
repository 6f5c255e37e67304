// SPDX-License-Identifier: Apache-2.0
// A couple of the sample practice: they join, agree how secrets are held, write, together and each alone,
// and meet the therapist later today. Invented people.

import { policyTemplates } from '../../web/src/spaces/couple';
import { createCouplesApi } from '../../web/src/spaces/couples-api';
import type { House } from './house';
import { Person } from './person';
import { dayAt, momentOf, soon, wallAt } from './wall';

/** Their session begins so long after the first of today: that one is over, and there is a pause. */
const AFTER_MS = 75 * 60_000;

/** The two, with what each tells the therapist alone. */
export const COUPLE = [
  {
    login: 'liv',
    name: 'Liv Ekholm',
    passphrase: 'paper island morning copper swing acorn',
    alone:
      'I have an offer in Bergen. I have not told him yet. I will, I only want to know first what I want.',
  },
  {
    login: 'jonas',
    name: 'Jonas Ekholm',
    passphrase: 'yellow harvest train pocket winter flute',
    alone: 'When she is quiet I think it is me. It was always me, at home.',
  },
] as const;

/** Who writes in the joint space, in turn: 0 and 1 of the couple, 2 the therapist. */
const TOGETHER = [
  [
    2,
    'Here the three of us write. This week: one evening without screens, and each of you says one thing the other did that was kind.',
  ],
  [1, 'Wednesday. She had put the good lamp on my side.'],
  [0, 'He asked how the day was and then waited for the answer.'],
] as const;

/** Twelve days ago they join and agree; the words come in the days after. */
export function coupleMoments(house: House, mara: Person, nowMs: number, zone: string) {
  const people = COUPLE.map((one) => new Person(house, one.login, one.name, one.passphrase));
  let joint = '';
  const at = (daysAgo: number, hour: string, run: () => Promise<void>) => ({
    atMs: momentOf(dayAt(nowMs, -daysAgo, hour, zone), zone),
    run: async () => {
      await Promise.all([mara, ...(joint === '' ? [] : people)].map((one) => one.comeBack()));
      await mara.alliances.load();
      await run();
      for (const one of [mara, ...people]) one.alliances.forget();
    },
  });
  const both = async () => {
    for (const one of people) await one.alliances.load();
  };

  return [
    at(12, '18:00', async () => {
      joint = await mara.alliances.openSpace({ kind: 'couple', label: 'L. and J., Tuesdays' });
      for (const one of people) {
        const { link } = await mara.alliances.invite(joint, 7);
        await one.join(link.split('#')[1] ?? '');
      }
      await mara.alliances.load();
      await both();
      const text = policyTemplates()[1]?.text;
      const policy = await mara.write(joint, { kind: 'policy', text });
      await createCouplesApi(mara.http).namePolicy(joint, policy.id);
      for (const one of people) {
        await one.write(joint, { kind: 'policy_agreed', policy: policy.id, revision: 0 });
        await createCouplesApi(one.http).agree(joint, policy.id, 0);
      }
    }),
    at(2, '20:30', async () => {
      await both();
      for (const [who, text] of TOGETHER)
        await (people[who] ?? mara).write(joint, { kind: 'words', text });
      for (const [who, { alone }] of COUPLE.entries()) {
        const client = people[who] as Person;
        const about = { kind: 'pair', about: joint, client: client.account } as const;
        const place = await mara.alliances.openSpace(about);
        await client.alliances.load();
        await client.write(place, { kind: 'words', text: alone });
      }
      const wall = wallAt(momentOf(soon(nowMs, zone), zone) + AFTER_MS, zone);
      await mara.visits.plan({ alliance: joint, wall, zone, minutes: 75, medium: 'video' });
    }),
  ];
}
