// SPDX-License-Identifier: Apache-2.0
// Route /plan/:alliance. A therapist plans a session.

import type { KnownAlliance } from '../alliances/alliances-model';
import { Card } from '../ui/Card';
import { Page } from '../ui/Page';
import { t } from '../ui/text';
import { PlanForm } from '../visits/PlanForm';
import type { VisitsModel } from '../visits/visits-model';
import * as paths from './paths';

/** A session this near is the next thing to do. */
const SOON_MS = 5 * 60_000;

type PlanPageProps = {
  alliance: KnownAlliance;
  visits: VisitsModel;
  nowMs: number;
  /** Goes to another page of the client. */
  go: (path: string) => void;
};

/** When, how long and how to meet. */
export function PlanPage({ alliance, visits, nowMs, go }: PlanPageProps) {
  const name = alliance.title === '' ? t('the other person') : alliance.title;
  return (
    <Page
      title={t('Plan a session with {name}.', { name })}
      lead={t('{name} sees it at once, in their own time zone.', { name })}
    >
      <Card>
        <PlanForm
          alliance={alliance.id}
          name={name}
          model={visits}
          nowMs={nowMs}
          onPlanned={(visit) =>
            go(visit.starts_ms - nowMs < SOON_MS ? paths.visit(visit.id) : paths.home)
          }
        />
      </Card>
    </Page>
  );
}
