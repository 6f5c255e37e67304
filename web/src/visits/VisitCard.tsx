// SPDX-License-Identifier: Apache-2.0
import { Button } from '../ui/Button';
import { Card } from '../ui/Card';
import { t } from '../ui/text';
import { awayInWords, ownZone, sentenceCase, whenInWords } from '../ui/time';
import { isOver, type Visit } from './visit';
import { bothZones, lengthWords, overWords } from './visit-words';

type VisitCardProps = {
  visit: Visit;
  /** The other person. */
  name: string;
  nowMs: number;
};

/** A session: when, with whom, how long, and the one way in. */
export function VisitCard({ visit, name, nowMs }: VisitCardProps) {
  const { starts_ms: startsMs } = visit;
  const open = visit.state === 'open';
  const zones = bothZones(startsMs, visit.zone, ownZone());
  const over = isOver(visit);
  return (
    <Card
      {...(over ? {} : { tone: 'next' as const })}
      over={open ? t('Now') : sentenceCase(awayInWords(startsMs, nowMs))}
      title={
        <time dateTime={new Date(startsMs).toISOString()}>
          {t('{when}, with {name}', { when: whenInWords(startsMs, nowMs), name })}
        </time>
      }
    >
      <p class="soft">
        {over ? overWords(visit) : lengthWords(visit.minutes, visit.medium)} {zones}
      </p>
      {!over && (
        <div class="row">
          <Button kind="next" href={`/visit/${visit.id}`}>
            {open ? t('Go in') : t('Get ready')}
          </Button>
        </div>
      )}
    </Card>
  );
}
