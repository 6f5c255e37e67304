// SPDX-License-Identifier: Apache-2.0
// What a client says before a session (docs/protocol.md, Before a session). Pure.

/** Where somebody is, who may hear, and how to reach them when the line is cut. */
export type ArrivalPlace = { where: string; hears: string; phone: string };

/** How somebody is coming in. */
export type Coming = { value: number | null; words: string };

/** What the check of the device came to; the words of core/readiness.h. */
export const DEVICE_ADVICES = ['video', 'small_video', 'voice', 'text', 'unknown'] as const;
/** One of them. */
export type DeviceAdvice = (typeof DEVICE_ADVICES)[number];

/** What was shared; a part that was not shared is not in it. */
export type Arrival = {
  place: ArrivalPlace | null;
  coming: Coming | null;
  worthwhile: string | null;
  device: DeviceAdvice | null;
};

/** What is written on the device, shared or not. */
export type ArrivalDraft = { place: ArrivalPlace; coming: Coming; worthwhile: string };

/** Which parts the person chose to share. */
export type ArrivalShares = { place: boolean; coming: boolean; worthwhile: boolean };

/** Most letters of a short and of a long answer, so that all of it fits sealed. */
export const SHORT_MAX = 200;
/** Of a long one. */
export const LONG_MAX = 600;

/** Nothing was written. */
export const EMPTY_DRAFT: ArrivalDraft = {
  place: { where: '', hears: '', phone: '' },
  coming: { value: null, words: '' },
  worthwhile: '',
};

/** What leaves the device: the chosen parts that are not empty, and nothing else. */
export function sharedOf(draft: ArrivalDraft, shares: ArrivalShares): Omit<Arrival, 'device'> {
  const { place, coming, worthwhile } = draft;
  const anyPlace = Object.values(place).some((one) => one.trim() !== '');
  const anyComing = coming.value !== null || coming.words.trim() !== '';
  return {
    place: shares.place && anyPlace ? { ...place } : null,
    coming: shares.coming && anyComing ? { ...coming } : null,
    worthwhile: shares.worthwhile && worthwhile.trim() !== '' ? worthwhile : null,
  };
}

/** True when none of the questions was answered in it. */
export function isUnanswered({ place, coming, worthwhile }: Omit<Arrival, 'device'>): boolean {
  return place === null && coming === null && worthwhile === null;
}

/** Reads the body of an opened message; what is not as agreed counts as not shared. */
export function readArrival(body: unknown): Arrival {
  const from = isRecord(body) ? body : {};
  const place = readPlace(from.place);
  const coming = isRecord(from.coming) ? from.coming : null;
  const value = coming?.value;
  return {
    place,
    coming:
      coming === null
        ? null
        : {
            value: typeof value === 'number' && value >= 0 && value <= 10 ? value : null,
            words: textOf(coming.words, LONG_MAX),
          },
    worthwhile: typeof from.worthwhile === 'string' ? textOf(from.worthwhile, LONG_MAX) : null,
    device: DEVICE_ADVICES.find((advice) => advice === from.device) ?? null,
  };
}

/** Reads a place, also one that this device remembered; null when there is none. */
export function readPlace(value: unknown): ArrivalPlace | null {
  if (!isRecord(value)) return null;
  return {
    where: textOf(value.where, SHORT_MAX),
    hears: textOf(value.hears, SHORT_MAX),
    phone: textOf(value.phone, SHORT_MAX),
  };
}

function textOf(value: unknown, most: number): string {
  return typeof value === 'string' ? value.slice(0, most) : '';
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
