// SPDX-License-Identifier: Apache-2.0
import type { HelpNumber } from '../accounts/account';
import { Icon } from '../ui/Icon';
import { locale, t } from '../ui/text';
import { byCountry, countryName, countryOf, telephone } from './help';
import './help.css';

type HelpNumbersProps = { numbers: readonly HelpNumber[] };

function HelpLine({ number }: { number: HelpNumber }) {
  return (
    <li class="help-number">
      <a class="help-call" href={telephone(number.phone)}>
        <Icon name="phone" />
        <span>
          <span class="help-name">{number.name}</span>
          <span class="help-phone">{number.phone}</span>
        </span>
      </a>
      <p class="note help-hours">
        {number.hours}
        {number.url !== '' && (
          <>
            {' '}
            <a href={number.url} rel="noreferrer noopener" target="_blank">
              {t('Write or chat instead')}
            </a>
          </>
        )}
      </p>
    </li>
  );
}

/** People to reach now, by country. Says truthfully what messages here cannot do. */
export function HelpNumbers({ numbers }: HelpNumbersProps) {
  const countries = byCountry(numbers, countryOf(locale()));
  return (
    <div class="stack help">
      <p>{t('If you or someone near you is in danger now, call. A person will answer.')}</p>
      {countries.length === 0 && (
        <ul>
          <HelpLine
            number={{
              country: '',
              name: t('Emergency'),
              phone: '112',
              hours: t('Day and night, in most of Europe. In North America call 911.'),
              url: '',
            }}
          />
        </ul>
      )}
      {countries.map(({ country, numbers: list }) => (
        <section key={country} class="stack-tight">
          {(countries.length > 1 || country !== '') && (
            <h3 class="help-country">{countryName(country, locale())}</h3>
          )}
          <ul>
            {list.map((number) => (
              <HelpLine key={number.name + number.phone} number={number} />
            ))}
          </ul>
        </section>
      ))}
      <p class="note">
        {t('Rapport is not an emergency service. Nobody watches messages here around the clock.')}
      </p>
    </div>
  );
}
