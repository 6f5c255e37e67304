// SPDX-License-Identifier: Apache-2.0
// Reading what came off the wire. One style: fields() opens an object and gives it a name, then each
// reader takes a field of it and returns the value, or throws TypeError('visit.minutes: wanted a
// whole number'). Fields that nobody asks for are left alone, so a newer server may say more.

/** An opened object: its name for errors, and what is inside, not yet read. */
export type Fields = {
  readonly what: string;
  readonly values: Readonly<Record<string, unknown>>;
};

/** Opens an object. A list is none. */
export function fields(value: unknown, what: string): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new TypeError(`${what}: wanted an object`);
  }
  return { what, values: value as Record<string, unknown> };
}

/** A text; '' is one. */
export function text(from: Fields, field: string): string {
  const value = from.values[field];
  return typeof value === 'string' ? value : refuse(from, field, 'text');
}

/** A whole number that can be counted on: none beyond 2^53. */
export function whole(from: Fields, field: string): number {
  const value = from.values[field];
  return Number.isSafeInteger(value) ? (value as number) : refuse(from, field, 'a whole number');
}

/** True or false. */
export function truth(from: Fields, field: string): boolean {
  const value = from.values[field];
  return typeof value === 'boolean' ? value : refuse(from, field, 'true or false');
}

/** One of the texts in `known`. */
export function oneOf<T extends string>(from: Fields, field: string, known: readonly T[]): T {
  const found = known.find((one) => one === from.values[field]);
  return found ?? refuse(from, field, `one of ${known.join(', ')}`);
}

/** An object within, named after both: 'invitation.therapist'. */
export function object(from: Fields, field: string): Fields {
  return fields(from.values[field], `${from.what}.${field}`);
}

/** A list; its entries are not yet read. */
export function list(from: Fields, field: string): unknown[] {
  const value = from.values[field];
  return Array.isArray(value) ? value : refuse(from, field, 'a list');
}

/** null, or what `read` finds. The protocol always says null: a missing field is a fault. */
export function orNull<T>(
  from: Fields,
  field: string,
  read: (from: Fields, field: string) => T,
): T | null {
  return from.values[field] === null ? null : read(from, field);
}

/** Says no to a field. For readers with a rule of their own. */
export function refuse(from: Fields, field: string, wanted: string): never {
  throw new TypeError(`${from.what}.${field}: wanted ${wanted}`);
}
