// SPDX-License-Identifier: Apache-2.0
// A space and the sessions of those in it: two features side by side.

import { SpacePage, type SpacePageProps } from '../spaces/SpacePage';
import { Button } from '../ui/Button';
import { t } from '../ui/text';
import { VisitCard } from '../visits/VisitCard';
import type { VisitsModel } from '../visits/visits-model';
import * as paths from './paths';

type SpaceWithSessionsProps = Omit<SpacePageProps, 'sessions'> & {
  visits: Pick<VisitsModel, 'nextOf'>;
};

/** The space, with the next session of all three in it and the way to plan one. */
export function SpaceWithSessions({ visits, ...space }: SpaceWithSessionsProps) {
  const { id, title } = space.space;
  const next = visits.nextOf(id);
  return (
    <SpacePage
      {...space}
      sessions={
        <>
          {next !== null && <VisitCard visit={next} name={title} nowMs={space.nowMs} />}
          {space.me.role === 'therapist' && (
            <div class="row">
              <Button kind={next === null ? 'act' : 'quiet'} href={paths.plan(id)}>
                {t('Plan a session with {name}', { name: title })}
              </Button>
            </div>
          )}
        </>
      }
    />
  );
}
