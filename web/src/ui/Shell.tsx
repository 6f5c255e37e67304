// SPDX-License-Identifier: Apache-2.0
import type { ComponentChildren } from 'preact';
import { Icon, type IconName } from './Icon';
import { Mark } from './Mark';
import './shell.css';
import { t } from './text';

/** A place that can be reached from everywhere. */
export type Place = { href: string; label: string; icon: IconName };

type ShellProps = {
  /** The path of the page on show; marks its place in the list. */
  path: string;
  places: readonly Place[];
  /** Whoever is signed in; null shows nothing. */
  who: { name: string; href: string } | null;
  /** The two ways out that are always there: Help now, Leave this page. */
  ways: ComponentChildren;
  foot?: ComponentChildren;
  children: ComponentChildren;
};

function initial(name: string): string {
  return [...name.trim()][0]?.toLocaleUpperCase() ?? '·';
}

/** What stands around every page: the name of the house, who is here, the places, the ways out. */
export function Shell(props: ShellProps) {
  const { path, places, who } = props;
  const here = (href: string) => (path === href ? 'page' : undefined);
  return (
    <div class="shell">
      <a class="shell-skip" href="#main">
        {t('Skip to the page')}
      </a>
      <header class="shell-top">
        <a class="shell-name" href="/">
          <Mark />
          <span>Rapport</span>
        </a>
        <div class="shell-ways">{props.ways}</div>
      </header>
      {(places.length > 0 || who !== null) && (
        <nav class="shell-places" aria-label={t('Places')}>
          <ul>
            {places.map((place) => (
              <li key={place.href}>
                <a href={place.href} aria-current={here(place.href)}>
                  <Icon name={place.icon} />
                  <span>{place.label}</span>
                </a>
              </li>
            ))}
            {who !== null && (
              <li class="shell-who">
                <a href={who.href} aria-current={here(who.href)}>
                  <span class="shell-initial" aria-hidden="true">
                    {initial(who.name)}
                  </span>
                  <span>
                    <span class="heard">{t('Signed in as')} </span>
                    {who.name}
                  </span>
                </a>
              </li>
            )}
          </ul>
        </nav>
      )}
      <main id="main" class="shell-main" tabIndex={-1}>
        {props.children}
      </main>
      {props.foot !== undefined && <footer class="shell-foot note">{props.foot}</footer>}
    </div>
  );
}
