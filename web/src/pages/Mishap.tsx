// SPDX-License-Identifier: Apache-2.0
import { Component, type ComponentChildren } from 'preact';
import { Button } from '../ui/Button';
import { Page } from '../ui/Page';
import { t } from '../ui/text';
import * as paths from './paths';

type MishapProps = { children: ComponentChildren };

/** Catches a page that breaks while it is drawn, and says so. Help and leaving stay where they are. */
export class Mishap extends Component<MishapProps, { broken: boolean }> {
  override state = { broken: false };

  static override getDerivedStateFromError() {
    return { broken: true };
  }

  override render() {
    if (!this.state.broken) return this.props.children;
    return (
      <Page
        title={t('This page broke. That is our fault.')}
        lead={t('What you sent before is safe. What you were typing may still be on this device.')}
      >
        <div class="row">
          <Button kind="next" onClick={() => globalThis.location.reload()}>
            {t('Open it again')}
          </Button>
          <Button kind="quiet" onClick={() => globalThis.location.assign(paths.home)}>
            {t('Go to the front page')}
          </Button>
        </div>
      </Page>
    );
  }
}
