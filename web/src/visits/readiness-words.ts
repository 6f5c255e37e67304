// SPDX-License-Identifier: Apache-2.0
// What was found on this device, in plain words.

import type { Readiness, ReadinessFinding } from '../core/readiness';
import { t } from '../ui/text';

/** The advice, in one sentence. */
export function adviceWords({ advice, why }: Readiness): string {
  if (why === 'all_well')
    return advice === 'video'
      ? t('Video works well here.')
      : advice === 'voice'
        ? t('Voice works well here.')
        : t('Writing works well here.');
  if (why === 'no_line') return t('Nothing gets through from here right now.');
  if (why === 'partly_checked') return t('What was checked works well.');
  switch (advice) {
    case 'small_video':
      return t('Video works here, with a small picture.');
    case 'voice':
      return t('Voice only is safer today.');
    case 'text':
      return t('Writing is safer until this is mended.');
    default:
      return t('Nothing was checked.');
  }
}

/** One finding, and what to do about it; '' where the advice says it all. */
export function findingWords(finding: ReadinessFinding): string {
  switch (finding) {
    case 'no_line':
      return t(
        'The practice does not answer. Look whether Wi-Fi or mobile data is on, and check again.',
      );
    case 'no_microphone':
      return t('The microphone did not open. See what stands beside it.');
    case 'microphone_silent':
      return t('The microphone is silent: check that it is not muted on the device.');
    case 'speaker_unheard':
      return t('You do not hear it: turn up the sound, or choose another speaker.');
    case 'cannot_seal':
      return t('This browser cannot seal sound and picture. A current one can.');
    case 'no_call':
      return t('A call did not work here. Another network may help.');
    case 'line_too_weak':
    case 'line_weak':
    case 'line_thin':
      return t('The line is weak. Closing other programs may help.');
    case 'line_loses_much':
    case 'line_loses':
      return t('The line loses some of what is said. Going nearer to the Wi-Fi may help.');
    case 'no_camera':
      return t('The camera did not open. See what stands beside it.');
    case 'camera_dark':
      return t('The camera shows only black: is something in front of it?');
    case 'long_delay':
    case 'delay':
      return t('Answers come with a small pause. That is the network, not the other person.');
    case 'relay_unreachable':
      return t('The way around is shut in this network. If the call fails, try another one.');
    case 'relay_by_detour':
      return t('This network lets calls through by a detour. That works.');
    case 'partly_checked':
    case 'all_well':
    case 'nothing_checked':
      return '';
  }
}
