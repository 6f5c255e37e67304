// SPDX-License-Identifier: Apache-2.0
// Goals and tasks over the wire: one function a call of docs/protocol.md.

import type { Http } from '../net/http';
import { fields, list } from '../net/read';
import { type Goal, parseGoal, parseTask, type Task } from './goal';

/** The calls. All throw HttpError for a no, TypeError for an answer out of shape. */
export interface GoalsApi {
  list(alliance: string): Promise<{ goals: Goal[]; tasks: Task[] }>;
  addGoal(body: { id: string; alliance: string; sealed: string }): Promise<Goal>;
  addTask(body: {
    id: string;
    alliance: string;
    goal: string | null;
    sealed: string;
  }): Promise<Task>;
  rewordGoal(id: string, body: { revision: number; sealed: string }): Promise<Goal>;
  rewordTask(id: string, body: { revision: number; sealed: string }): Promise<Task>;
  agreeGoal(id: string, revision: number): Promise<Goal>;
  agreeTask(id: string, revision: number): Promise<Task>;
  endGoal(id: string, how: 'reached' | 'set_aside'): Promise<Goal>;
  endTask(id: string, how: 'done' | 'set_aside'): Promise<Task>;
}

/** Puts the calls on top of `http`. */
export function createGoalsApi(http: Http): GoalsApi {
  const goal = (id: string) => `/api/goals/${encodeURIComponent(id)}`;
  const task = (id: string) => `/api/tasks/${encodeURIComponent(id)}`;
  return {
    async list(alliance) {
      const answer = await http.get(`/api/goals?alliance=${encodeURIComponent(alliance)}`);
      const from = fields(answer, 'answer');
      return {
        goals: list(from, 'goals').map(parseGoal),
        tasks: list(from, 'tasks').map(parseTask),
      };
    },
    addGoal: async (body) => parseGoal(await http.post('/api/goals', body)),
    addTask: async (body) => parseTask(await http.post('/api/tasks', body)),
    rewordGoal: async (id, body) => parseGoal(await http.put(goal(id), body)),
    rewordTask: async (id, body) => parseTask(await http.put(task(id), body)),
    agreeGoal: async (id, revision) =>
      parseGoal(await http.post(`${goal(id)}/agreement`, { revision })),
    agreeTask: async (id, revision) =>
      parseTask(await http.post(`${task(id)}/agreement`, { revision })),
    endGoal: async (id, how) => parseGoal(await http.post(`${goal(id)}/end`, { how })),
    endTask: async (id, how) => parseTask(await http.post(`${task(id)}/end`, { how })),
  };
}
