// SPDX-License-Identifier: Apache-2.0
// Sessions over the wire: one function a call of docs/protocol.md.

import type { Http } from '../net/http';
import type { Gap } from './gap-report';
import { parseVisit, parseVisits, type Visit, type VisitEvent, type VisitPlan } from './visit';

/** The calls about sessions. All throw HttpError for a no, TypeError for an answer out of shape. */
export interface VisitsApi {
  list(alliance?: string): Promise<Visit[]>;
  get(id: string): Promise<Visit>;
  plan(plan: VisitPlan): Promise<Visit>;
  /** `whom`: the client whom `admit` and `put_back` mean. */
  event(id: string, event: VisitEvent, whom?: string): Promise<Visit>;
  /** A try to come in failed so long ago. */
  trouble(id: string, agoMs: number): Promise<Visit>;
  /** The therapist begins so many minutes later. */
  delay(id: string, minutes: number): Promise<Visit>;
  /** `nowMs` is this device's clock, which the gaps go by. */
  gaps(id: string, nowMs: number, gaps: readonly Gap[]): Promise<void>;
}

/** Puts the calls on top of `http`. */
export function createVisitsApi(http: Http): VisitsApi {
  return {
    async list(alliance) {
      const query = alliance === undefined ? '' : `?alliance=${encodeURIComponent(alliance)}`;
      return parseVisits(await http.get(`/api/visits${query}`));
    },
    async get(id) {
      return parseVisit(await http.get(`/api/visits/${encodeURIComponent(id)}`));
    },
    async plan(plan) {
      return parseVisit(await http.post('/api/visits', plan));
    },
    async event(id, event, whom) {
      const body = whom === undefined ? { event } : { event, whom };
      return parseVisit(await http.post(`/api/visits/${encodeURIComponent(id)}/events`, body));
    },
    async trouble(id, agoMs) {
      const body = { event: 'trouble', ago_ms: agoMs };
      return parseVisit(await http.post(`/api/visits/${encodeURIComponent(id)}/events`, body));
    },
    async delay(id, minutes) {
      return parseVisit(
        await http.post(`/api/visits/${encodeURIComponent(id)}/delay`, { minutes }),
      );
    },
    async gaps(id, nowMs, gaps) {
      await http.post(`/api/visits/${encodeURIComponent(id)}/gaps`, { now_ms: nowMs, gaps });
    },
  };
}
