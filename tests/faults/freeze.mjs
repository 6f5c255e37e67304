// SPDX-License-Identifier: Apache-2.0
// A laptop that is shut: every process of one browser stands still, and goes on where it was.

import { readdirSync, readFileSync } from 'node:fs';

/** The process groups that this process has started; a browser is one. */
export function ownGroups() {
  const groups = new Set();
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
      const [, parent, group] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      if (Number(parent) === process.pid && group === pid) groups.add(Number(pid));
    } catch {
      // It ended while we looked.
    }
  }
  return groups;
}

/** Shuts the lid over a group of processes; the returned function opens it again. */
export function shut(group) {
  process.kill(-group, 'SIGSTOP');
  return () => process.kill(-group, 'SIGCONT');
}
