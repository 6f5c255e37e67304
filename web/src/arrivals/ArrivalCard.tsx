// SPDX-License-Identifier: Apache-2.0
import { Card } from '../ui/Card';
import { t } from '../ui/text';
import './arrival.css';
import type { DeviceAdvice } from './arrival';
import type { TheirArrival } from './arrival-model';

/** What clients shared before the session, for the therapist; nothing when they shared nothing. */
export function ArrivalCard({
  theirs,
  nameOf,
}: {
  theirs: readonly TheirArrival[];
  nameOf: (account: string) => string;
}) {
  return (
    <>
      {theirs.map(({ account, arrival: { place, coming, worthwhile, device } }) => {
        const name = nameOf(account);
        const lines: Array<[string, string]> = [];
        if (place !== null) {
          lines.push([t('Place'), place.where]);
          lines.push([t('May hear'), place.hears]);
          lines.push([t('If the line is cut'), place.phone]);
        }
        if (coming !== null) {
          const value =
            coming.value === null ? '' : t('{value} of {most}', { value: coming.value, most: 10 });
          const said = [value, coming.words].filter((one) => one !== '').join('. ');
          lines.push([t('Coming in (10: very light)'), said]);
        }
        if (device !== null) lines.push([t('Check of the device'), deviceWords(device)]);
        if (worthwhile !== null) lines.push([t('Would make today worthwhile'), worthwhile]);
        return (
          <Card key={account} title={t('{name} shared this for today', { name })}>
            <dl class="stack-tight arrival">
              {lines
                .filter(([, said]) => said.trim() !== '')
                .map(([what, said]) => (
                  <div key={what}>
                    <dt class="note">{what}</dt>
                    <dd>{said}</dd>
                  </div>
                ))}
            </dl>
            <p class="note">{t('Erased 24 hours after the session. It is in no record.')}</p>
          </Card>
        );
      })}
    </>
  );
}

function deviceWords(device: DeviceAdvice): string {
  switch (device) {
    case 'video':
      return t('Video works well there.');
    case 'small_video':
      return t('Video works there, with a small picture.');
    case 'voice':
      return t('Voice only is safer there today.');
    case 'text':
      return t('Writing is safer there today.');
    case 'unknown':
      return '';
  }
}
