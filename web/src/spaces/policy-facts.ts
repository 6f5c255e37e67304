// SPDX-License-Identifier: Apache-2.0
// The server holds private spaces back until both agreed; so it is told which letter asks, and by each
// client that they agreed to it. What counts for people is what they signed.

import { useEffect } from 'preact/hooks';
import type { PolicyState } from './couple';
import type { CouplesApi } from './couples-api';

const AGAIN_MS = 3_000;

/** Tells what is true of me and the server may not know; again until it has heard. */
export function usePolicyFacts(
  space: string,
  policy: PolicyState | null,
  me: { account: string; role: 'client' | 'therapist' },
  api: Pick<CouplesApi, 'namePolicy' | 'agree'>,
): void {
  const therapist = me.role === 'therapist';
  const says = policy?.sent === true && (therapist || policy.agreed.includes(me.account));
  const { id = '', revision = 0 } = policy ?? {};
  useEffect(() => {
    if (!says) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let over = false;
    const tell = async () => {
      try {
        await (therapist ? api.namePolicy(space, id) : api.agree(space, id, revision));
      } catch {
        if (!over) timer = setTimeout(() => void tell(), AGAIN_MS);
      }
    };
    void tell();
    return () => {
      over = true;
      clearTimeout(timer);
    };
  }, [says, therapist, space, id, revision, api]);
}
