// SPDX-License-Identifier: Apache-2.0
// Every address of the client, in one place. main.tsx routes them, pages link to them.

/** Today for a client, the caseload for a therapist, a welcome for everybody else. */
export const home = '/';
export const signIn = '/sign-in';
/** What follows `#` is the invitation; it never leaves the device whole. */
export const join = '/join';
/** Somebody lost every way in; what follows `#` gives their account a new key. */
export const wayBack = '/way-back';
export const account = '/account';
/** Trying the spare key, once a year. */
export const rehearsal = '/account/rehearsal';
/** A copy of everything, to take away. */
export const copy = '/account/copy';
/** After an account was closed; needs none. What follows # says until when. */
export const closed = '/account/closed';
/** Who opened my record. */
export const record = '/account/record';
/** The practice's recovery key: what it is, its words, and making one. */
export const recoveryKey = '/practice/recovery-key';
/** Two sheets and an exported record; needs no account. */
export const openRecord = '/practice/open-record';
export const help = '/help';

/** Goals, tasks and the course of one alliance. */
export const work = (alliance: string): string => `/work/${alliance}`;
/** The part of it that says why a rule fired. */
export const toWhy = '#why';
export const why = (alliance: string): string => `${work(alliance)}${toWhy}`;
/** What two people write to each other between sessions. */
export const letters = (alliance: string): string => `/letters/${alliance}`;
/** When a therapist reads and answers. */
export const contract = '/contract';
/** Writing for oneself. */
export const journal = '/journal';
/** A therapist's own notes beside an alliance. */
export const notes = (alliance: string): string => `/notes/${alliance}`;
/** A couple's joint space, or a private one beside it. */
export const space = (alliance: string): string => `/space/${alliance}`;
/** Planning a session with someone. */
export const plan = (alliance: string): string => `/plan/${alliance}`;
/** One session: getting ready, waiting, meeting, closing. */
export const visit = (id: string): string => `/visit/${id}`;
/** The closing minute of one session. */
export const closing = (id: string): string => `/visit/${id}/closing`;
