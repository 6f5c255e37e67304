// SPDX-License-Identifier: Apache-2.0
// What the page and the worker that seals say to each other.

import type { FrameCounts } from './frame-engine';
import type { KeyBox } from './key-box';
import type { FrameKind } from './sealed-frame';

/** How a transform is told what it is for. */
export type TransformRole = { side: 'send' | 'receive'; link: string; kind: FrameKind };

/** What can be asked, each with its answer. */
export type FrameCalls = {
  share: { ask: Record<never, never>; answer: string };
  give: { ask: { theirs: string }; answer: KeyBox };
  take: { ask: { link: string; box: KeyBox }; answer: boolean };
  leave: { ask: { theirs: string }; answer: null };
  counts: { ask: { link: string }; answer: FrameCounts };
  close: { ask: { link: string }; answer: null };
};

/** One question; `id` comes back with its answer. */
export type FrameCall = {
  [Name in keyof FrameCalls]: { id: number; name: Name } & FrameCalls[Name]['ask'];
}[keyof FrameCalls];

/** What came of it. */
export type FrameAnswer = { id: number; value: unknown } | { id: number; error: string };
