// SPDX-License-Identifier: Apache-2.0
// What people tell each other in the room without words. Signals of their own kinds, signed and sealed
// like those of the call; never stored, neither on the server nor on a device.

/** One tap instead of a sentence. */
export const SIGN_WORDS = ['slower', 'pause', 'again'] as const;
/** One of them. `again`: please say that again. */
export type SignWord = (typeof SIGN_WORDS)[number];

/** Plain words for a feeling; whoever finds none here writes an own one. */
export const FEELING_WORDS = [
  'calm',
  'glad',
  'hopeful',
  'tired',
  'tense',
  'afraid',
  'sad',
  'angry',
  'ashamed',
  'alone',
  'confused',
  'empty',
] as const;
/** One of them. */
export type FeelingWord = (typeof FEELING_WORDS)[number];

/** What a person chose to show. Nothing here was found out by a machine. */
export type Feeling = {
  word: FeelingWord | null;
  /** An own word, at most OWN_LETTERS; '' for none. */
  own: string;
  /** How strong, 0 to 10; null was not said. */
  degree: number | null;
};

/** Letters of an own word. */
export const OWN_LETTERS = 40;

/** One signal. Ids are made fresh for each, so that an answer is about one and no other. */
export type Sign =
  | { kind: 'sign'; id: string; word: SignWord }
  /** `shown`: it is on their screen. `yes`: they pressed Yes. */
  | { kind: 'sign_answer'; to: string; answer: 'shown' | 'yes' }
  /** null takes it back. */
  | { kind: 'feeling'; id: string; feeling: Feeling | null }
  /** How things stand with the sender; said again when it changes. `ask`: tell me how it is with you. */
  | { kind: 'standing'; hidden: boolean; mirror: boolean; ask: boolean };

const ID_LETTERS = 64;

/** Reads an opened signal body; null when it is not one of these. */
export function parseSign(body: unknown): Sign | null {
  if (typeof body !== 'object' || body === null) return null;
  const it = body as Record<string, unknown>;
  switch (it.kind) {
    case 'sign':
      return isId(it.id) && isOneOf(SIGN_WORDS, it.word)
        ? { kind: 'sign', id: it.id, word: it.word }
        : null;
    case 'sign_answer':
      if (!isId(it.to) || (it.answer !== 'shown' && it.answer !== 'yes')) return null;
      return { kind: 'sign_answer', to: it.to, answer: it.answer };
    case 'feeling': {
      if (!isId(it.id)) return null;
      if (it.feeling === null) return { kind: 'feeling', id: it.id, feeling: null };
      const feeling = parseFeeling(it.feeling);
      return feeling === null ? null : { kind: 'feeling', id: it.id, feeling };
    }
    case 'standing': {
      const { hidden, mirror, ask } = it;
      if (typeof hidden !== 'boolean' || typeof mirror !== 'boolean' || typeof ask !== 'boolean')
        return null;
      return { kind: 'standing', hidden, mirror, ask };
    }
    default:
      return null;
  }
}

function parseFeeling(value: unknown): Feeling | null {
  if (typeof value !== 'object' || value === null) return null;
  const { word, own, degree } = value as Record<string, unknown>;
  if (word !== null && !isOneOf(FEELING_WORDS, word)) return null;
  if (typeof own !== 'string' || [...own].length > OWN_LETTERS) return null;
  if (degree !== null && !(Number.isInteger(degree) && isWithin(degree as number, 0, 10)))
    return null;
  const feeling = { word, own: own.trim(), degree: degree as number | null };
  return isEmpty(feeling) ? null : feeling;
}

/** Nothing is said with it. */
export function isEmpty({ word, own, degree }: Feeling): boolean {
  return word === null && own.trim() === '' && degree === null;
}

function isId(value: unknown): value is string {
  return typeof value === 'string' && value.length > 0 && value.length <= ID_LETTERS;
}

function isOneOf<T extends string>(list: readonly T[], value: unknown): value is T {
  return typeof value === 'string' && (list as readonly string[]).includes(value);
}

function isWithin(value: number, least: number, most: number): boolean {
  return value >= least && value <= most;
}
