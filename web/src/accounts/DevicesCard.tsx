// SPDX-License-Identifier: Apache-2.0
import { useEffect } from 'preact/hooks';
import { Button } from '../ui/Button';
import { Card } from '../ui/Card';
import { Moment } from '../ui/Moment';
import { t } from '../ui/text';
import { FactorProblem } from './AppForm';
import type { FactorsModel } from './factors-model';

/** Where one is signed in, and a way to end that from here. */
export function DevicesCard({ factors, nowMs }: { factors: FactorsModel; nowMs: number }) {
  useEffect(() => {
    void factors.loadDevices();
  }, [factors]);
  const devices = factors.devices.value ?? [];
  return (
    <Card title={t('Where you are signed in')}>
      <FactorProblem factors={factors} />
      <ul class="kept-list">
        {devices.map((device) => (
          <li key={device.id}>
            <div>
              <p>{device.name === '' ? t('A browser') : device.name}</p>
              <p class="note">
                {device.here ? (
                  t('This device')
                ) : (
                  <>
                    {t('Last seen')} <Moment ms={device.seen_ms} nowMs={nowMs} as="when" />
                  </>
                )}
              </p>
            </div>
            {!device.here && (
              <Button
                kind="quiet"
                label={t('Sign out there: {name}', { name: device.name })}
                busy={factors.busy.value}
                onClick={() => void factors.endDevice(device.id)}
              >
                {t('Sign out there')}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </Card>
  );
}
