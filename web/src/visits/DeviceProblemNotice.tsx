// SPDX-License-Identifier: Apache-2.0
import { Button } from '../ui/Button';
import { Notice } from '../ui/Notice';
import { t } from '../ui/text';
import { browserKind, problemHelp, problemWords } from './device-words';
import type { DeviceKind, DeviceProblem } from './devices';

type DeviceProblemNoticeProps = {
  kind: DeviceKind;
  problem: DeviceProblem;
  onAgain: () => void;
};

/** A camera or microphone that does not open: what happened, how to mend it, and that one may go in anyway. */
export function DeviceProblemNotice({ kind, problem, onAgain }: DeviceProblemNoticeProps) {
  const browser = browserKind(navigator.userAgent, navigator.maxTouchPoints);
  return (
    <Notice kind="problem" title={problemWords(kind, problem)}>
      <p>{problemHelp(kind, problem, browser)}</p>
      <p>
        {kind === 'camera'
          ? t('You can go in without a picture.')
          : t('You can go in without a microphone: you hear the other, and you write.')}
      </p>
      <div class="row">
        <Button onClick={onAgain} label={againLabel(kind)}>
          {t('Try again')}
        </Button>
      </div>
    </Notice>
  );
}

function againLabel(kind: DeviceKind): string {
  return kind === 'camera' ? t('Try again: camera') : t('Try again: microphone');
}
