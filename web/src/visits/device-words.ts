// SPDX-License-Identifier: Apache-2.0
// What to say when a camera or microphone does not open: what happened, and how to mend it in the
// browser at hand. Pure: the browser's description of itself is an argument.

import { t } from '../ui/text';
import type { DeviceKind, DeviceProblem } from './devices';

/** The browsers whose settings differ enough to need words of their own. */
export type BrowserKind =
  | 'chromium'
  | 'chromium_android'
  | 'firefox'
  | 'safari'
  | 'safari_ios'
  | 'other';

/** Which browser this is. iPads say they are Macs, so touch decides. */
export function browserKind(userAgent: string, touchPoints: number): BrowserKind {
  if (/iPhone|iPad/.test(userAgent)) return 'safari_ios';
  if (/Macintosh/.test(userAgent) && touchPoints > 1) return 'safari_ios';
  if (/Firefox\//.test(userAgent)) return 'firefox';
  if (/Chrome\/|Chromium\//.test(userAgent)) {
    return /Android/.test(userAgent) ? 'chromium_android' : 'chromium';
  }
  if (/Safari\//.test(userAgent)) return 'safari';
  return 'other';
}

/** What happened, in one sentence. */
export function problemWords(kind: DeviceKind, problem: DeviceProblem): string {
  const camera = kind === 'camera';
  switch (problem) {
    case 'refused':
      return camera
        ? t('This browser may not use the camera here.')
        : t('This browser may not use the microphone here.');
    case 'missing':
      return camera
        ? t('No camera was found on this device.')
        : t('No microphone was found on this device.');
    case 'busy':
      return camera
        ? t('Another program is using the camera.')
        : t('Another program is using the microphone.');
    case 'insecure':
      return t(
        'This page was opened without https, so the browser keeps camera and microphone shut.',
      );
    case 'unsupported':
      return camera
        ? t('This browser cannot use a camera.')
        : t('This browser cannot use a microphone.');
    case 'failed':
      return camera ? t('The camera did not start.') : t('The microphone did not start.');
  }
}

/** What to do about it, for this browser. */
export function problemHelp(
  kind: DeviceKind,
  problem: DeviceProblem,
  browser: BrowserKind,
): string {
  switch (problem) {
    case 'refused':
      return refusedHelp(kind, browser);
    case 'missing':
      return t('If yours has a cable, plug it in again. Then press Try again.');
    case 'busy':
      return t('Close other calls and camera programs. Then press Try again.');
    case 'insecure':
      return t('Open the address that begins with https. If there is none, tell your practice.');
    case 'unsupported':
      return t('A current Firefox, Chrome, Edge or Safari can.');
    case 'failed':
      return t('Press Try again. If that does not help, start the browser anew.');
  }
}

function refusedHelp(kind: DeviceKind, browser: BrowserKind): string {
  const device = kind === 'camera' ? t('Camera') : t('Microphone');
  switch (browser) {
    case 'chromium':
      return t('Press the sign left of the address, switch {device} on, then press Try again.', {
        device,
      });
    case 'chromium_android':
      return t(
        'Press the sign left of the address, then Permissions, and allow {device}. Then press Try again.',
        { device },
      );
    case 'firefox':
      return t(
        'Press the crossed-out sign left of the address and clear the block for {device}. Then press Try again.',
        { device },
      );
    case 'safari':
      return t(
        'In the menu Safari choose Settings for This Website, set {device} to Allow, then press Try again.',
        { device },
      );
    case 'safari_ios':
      return t(
        'Press the sign beside the address, then Website Settings, and allow {device}. Then press Try again.',
        { device },
      );
    case 'other':
      return t(
        'Allow {device} for this page in the settings of the browser, then press Try again.',
        {
          device,
        },
      );
  }
}
