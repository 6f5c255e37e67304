// SPDX-License-Identifier: Apache-2.0
import type { HelpNumber } from '../accounts/account';
import { Disclosure } from '../ui/Disclosure';
import { Icon } from '../ui/Icon';
import { locale, t } from '../ui/text';
import { sentenceCase } from '../ui/time';
import { byCountry, countryName, countryOf, type HelpCountry, siteOf, telephone } from './help';
import './help.css';

type HelpNumbersProps = {
  numbers: readonly HelpNumber[];
  /** Of the headings of countries: one below the heading they stand under. */
  level?: 2 | 3;
};

function HelpLine({ number }: { number: HelpNumber }) {
  const site = siteOf(number.url);
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
        {sentenceCase(number.hours)}
        {site !== '' && (
          <>
            {' · '}
            <a href={number.url} rel="noreferrer noopener" target="_blank">
              {site}
            </a>
          </>
        )}
      </p>
    </li>
  );
}

function Country({ country, numbers, level }: HelpCountry & { level: 2 | 3 }) {
  const Heading = level === 2 ? 'h2' : 'h3';
  return (
    <section class="stack-tight">
      {country !== '' && <Heading class="help-country">{countryName(country, locale())}</Heading>}
      <ul>
        {numbers.map((number) => (
          <HelpLine key={number.name + number.phone} number={number} />
        ))}
      </ul>
    </section>
  );
}

/** People to reach now, the reader's own country first. Says truthfully what messages here cannot do. */
export function HelpNumbers({ numbers, level = 3 }: HelpNumbersProps) {
  const own = countryOf(locale());
  const countries = byCountry(numbers.length === 0 ? everywhere() : numbers, own);
  const home = countries.filter((one) => one.country === own || one.country === '');
  const near = home.length > 0 ? home : countries;
  const others = home.length > 0 ? countries.filter((one) => !home.includes(one)) : [];
  return (
    <div class="stack help">
      <p>{t('If you or someone near you is in danger now, call. A person will answer.')}</p>
      {near.map((one) => (
        <Country key={one.country} {...one} level={level} />
      ))}
      {others.length > 0 && (
        <Disclosure title={t('Other countries')}>
          {others.map((one) => (
            <Country key={one.country} {...one} level={level} />
          ))}
        </Disclosure>
      )}
      <p class="note">
        {t('Rapport is not an emergency service. Nobody watches messages here around the clock.')}
      </p>
    </div>
  );
}

/** For a house that set no numbers of its own. */
function everywhere(): HelpNumber[] {
  const hours = t('Day and night, in most of Europe. In North America call 911.');
  return [{ country: '', name: t('Emergency'), phone: '112', hours, url: '' }];
}
