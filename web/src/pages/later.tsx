// SPDX-License-Identifier: Apache-2.0
// Pages that are fetched when they are first needed, so that the first one is small.

import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { checkLaterScripts } from '../net/later-scripts';
import { Button } from '../ui/Button';
import { Notice } from '../ui/Notice';
import { Page } from '../ui/Page';
import { t } from '../ui/text';

/** A page on its way. `fetch` starts early what is likely to be needed. */
export type LaterPage<Props> = ComponentType<Props> & { fetch: () => Promise<unknown> };

/** Wraps a small part of a page that is seldom needed: nothing is drawn until it is there. */
export function laterPart<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
): ComponentType<Props> {
  let found: ComponentType<Props> | null = null;
  return function LaterPart(props: Props) {
    const [, setHere] = useState(found !== null);
    useEffect(() => {
      if (found !== null) return;
      checkLaterScripts()
        .then(load)
        .then((part) => {
          found = part;
          setHere(true);
        })
        .catch(() => undefined); // Without a line there is nothing to say, either.
    }, []);
    const Found = found;
    return Found === null ? null : <Found {...props} />;
  };
}

/** Wraps a page that comes in a file of its own. While it comes it says so; when the line fails, too. */
export function later<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
): LaterPage<Props> {
  let found: ComponentType<Props> | null = null;
  let coming: Promise<unknown> | null = null;

  function fetch(): Promise<unknown> {
    coming ??= checkLaterScripts()
      .then(load)
      .then(
        (page) => {
          found = page;
        },
        (error: unknown) => {
          coming = null; // so that it can be tried again
          throw error;
        },
      );
    return coming;
  }

  function Later(props: Props) {
    const [state, setState] = useState<'coming' | 'here' | 'failed'>('coming');
    const ask = () => {
      setState('coming');
      fetch().then(
        () => setState('here'),
        () => setState('failed'),
      );
    };
    useEffect(() => {
      if (found === null) ask();
    }, []);
    const Found = found;
    if (Found !== null) return <Found {...props} />;
    if (state === 'failed')
      return (
        <Page title={t('This page could not be fetched.')}>
          <Notice kind="problem">
            <p>{t('The line is down, or Rapport was just renewed. Nothing of yours is lost.')}</p>
            <div class="row">
              <Button onClick={ask}>{t('Try again')}</Button>
              <Button kind="quiet" onClick={() => location.reload()}>
                {t('Open Rapport again')}
              </Button>
            </div>
          </Notice>
        </Page>
      );
    return <Page title={t('One moment.')} />;
  }
  return Object.assign(Later, { fetch });
}
