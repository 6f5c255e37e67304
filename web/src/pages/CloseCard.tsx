// SPDX-License-Identifier: Apache-2.0
import { useState } from 'preact/hooks';
import { useLocation } from 'preact-iso/router';
import { CloseAccount } from '../accounts/CloseAccount';
import { createErasureApi } from '../accounts/erasure-api';
import { createErasureModel } from '../accounts/erasure-model';
import * as paths from './paths';
import type { Services } from './services';

/** On a client's account page: the way out for good. */
export function CloseCard({ services }: { services: Services }) {
  const { route } = useLocation();
  const { accounts, http } = services;
  const [model] = useState(() => createErasureModel({ api: createErasureApi(http), accounts }));
  return (
    <CloseAccount
      accounts={accounts}
      model={model}
      copyHref={paths.copy}
      onClosed={(done) => route(`${paths.closed}#${done.until_ms ?? ''}`, true)}
    />
  );
}
