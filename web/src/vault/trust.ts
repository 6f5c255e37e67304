// SPDX-License-Identifier: Apache-2.0
// How far to trust a key that the server gives for somebody: what links, pins, compared words and my own
// grants to myself say of it.

import { fromBase64url } from './bytes';
import { isIntroduced } from './links';
import type { PublicIdentity } from './openpgp-wrapper';
import { identitiesOf } from './party';
import type { Pins } from './pins';
import type { Unlocked } from './unlocked';
import type { MemberKey, Trust } from './vault';

/** Account → the key I told myself was theirs, when, and whether words were compared for it. */
export type Checked = Map<string, { fingerprint: string; at_ms: number; confirmed: boolean }>;

/** How far to trust the key the server gives for a member. Pins what may be pinned. `byLink`: I came
 * by a link myself; then the others' links were not mine, and what they prove is not for me. */
export async function judge(
  pins: Pins,
  me: Unlocked,
  alliance: string,
  member: MemberKey,
  fingerprint: string,
  known: Checked,
  byLink: boolean,
): Promise<Trust> {
  if (member.account === me.account) {
    return fingerprint === me.identity.fingerprint ? 'self' : 'changed';
  }
  const pin = await pins.get(me.account, member.account);
  const checked = known.get(member.account);
  const same = pin?.fingerprint === fingerprint;
  // Another device of mine has compared the words since: what I told myself counts, if it is newer.
  const news = checked !== undefined && checked.at_ms > (pin?.at_ms ?? 0);
  const confirmed = news && checked.confirmed && checked.fingerprint === fingerprint;
  if (confirmed && !(same && pin?.how === 'confirmed')) {
    const { at_ms } = checked;
    await pins.put(me.account, member.account, { fingerprint, how: 'confirmed', at_ms });
    return 'confirmed';
  }
  if (pin?.how === 'denied') return 'changed';
  if (pin?.how === 'confirmed' || pin?.how === 'introduced') return same ? pin.how : 'changed';

  const publicKey = fromBase64url(member.public_key);
  const introduced =
    checked !== undefined
      ? checked.fingerprint === fingerprint
      : publicKey !== null &&
        member.introduction !== null &&
        (await isIntroduced(me, alliance, publicKey, member.introduction));
  if (introduced) {
    await pins.put(me.account, member.account, { fingerprint, how: 'introduced' });
    return 'introduced';
  }
  // Something vouches for a key of this member, and it is not this one.
  if (checked !== undefined) return 'changed';
  if (member.introduction !== null && !byLink) return 'changed';
  if (pin !== null) return same ? 'pinned' : 'changed';
  await pins.put(me.account, member.account, { fingerprint, how: 'first_seen' });
  return 'first_seen';
}

/** What of their former keys is vouched for: by this device, by me, by whom I trust, or by the link of
 * mine they came with. */
export async function vouched(
  pins: Pins,
  me: Unlocked,
  alliance: string,
  member: MemberKey,
  known: Checked,
  former: ReadonlyMap<string, ReadonlySet<string>>,
): Promise<PublicIdentity[]> {
  if ((member.former_keys ?? []).length === 0) return [];
  const pin = await pins.get(me.account, member.account);
  const prints = new Set([...(pin?.former ?? []), ...(former.get(member.account) ?? [])]);
  if (pin !== null && pin.how !== 'denied') prints.add(pin.fingerprint);
  const checked = known.get(member.account);
  if (checked !== undefined) prints.add(checked.fingerprint);
  const earlier = [];
  for (const one of await identitiesOf(member)) {
    const { introduction } = member;
    const byLink = introduction && (await isIntroduced(me, alliance, one.bytes, introduction));
    if (byLink || prints.has(one.fingerprint)) earlier.push(one);
  }
  return earlier;
}
