// SPDX-License-Identifier: Apache-2.0
import { Icon, type IconName } from '../ui/Icon';
import { t, tn } from '../ui/text';
import type { DevicesModel } from './devices-model';
import type { Medium } from './visit';

type RoomBarProps = {
  devices: DevicesModel;
  medium: Medium;
  chatOpen: boolean;
  unseen: number;
  onChat: () => void;
  /** How one sees and is heard. */
  onView: () => void;
  onClose: () => void;
  /** "End" for the therapist, "Go out" for the client. */
  closeWord: string;
};

/** The few things one can do in the room, always at the same place. */
export function RoomBar(props: RoomBarProps) {
  const { devices, medium } = props;
  const microphone = devices.microphone.value;
  const camera = devices.camera.value;
  const { muted } = devices.choices.value;
  const canSpeak = microphone.kind === 'on';
  return (
    <div class="room-bar" role="toolbar" aria-label={t('In the room')}>
      {medium !== 'text' && (
        <Key
          icon={canSpeak && !muted ? 'mic' : 'micOff'}
          word={canSpeak ? (muted ? t('Unmute') : t('Mute')) : t('No sound')}
          label={canSpeak ? undefined : t('No sound. Try the microphone again')}
          shortcut="Alt+M"
          off={!canSpeak || muted}
          onPress={() => (canSpeak ? devices.setMuted(!muted) : void devices.again('microphone'))}
        />
      )}
      {medium === 'video' && (
        <Key
          icon={camera.kind === 'on' ? 'camera' : 'cameraOff'}
          word={t('Camera')}
          label={camera.kind === 'on' ? t('Camera off') : t('Camera on')}
          shortcut="Alt+V"
          off={camera.kind !== 'on'}
          onPress={() => void devices.setCamera(camera.kind !== 'on')}
        />
      )}
      {medium !== 'text' && <Key icon="settings" word={t('View')} onPress={props.onView} />}
      {medium !== 'text' && (
        <Key
          icon="chat"
          word={t('Write')}
          label={
            props.unseen > 0
              ? tn(props.unseen, 'Write. {n} new line', 'Write. {n} new lines')
              : undefined
          }
          expanded={props.chatOpen}
          mark={props.unseen > 0 && !props.chatOpen}
          onPress={props.onChat}
        />
      )}
      <Key icon="cross" word={props.closeWord} close onPress={props.onClose} />
    </div>
  );
}

type KeyProps = {
  icon: IconName;
  word: string;
  /** Said instead of the word where the word alone is too short. */
  label?: string | undefined;
  shortcut?: string;
  off?: boolean;
  close?: boolean;
  mark?: boolean;
  expanded?: boolean;
  onPress: () => void;
};

function Key(props: KeyProps) {
  const look = ['room-key', props.off && 'room-key-off', props.close && 'room-key-close'];
  const words = props.label ?? props.word;
  return (
    <button
      type="button"
      class={look.filter(Boolean).join(' ')}
      aria-label={props.label}
      aria-expanded={props.expanded}
      aria-keyshortcuts={props.shortcut}
      title={props.shortcut === undefined ? undefined : `${words} (${props.shortcut})`}
      onClick={props.onPress}
    >
      <Icon name={props.icon} />
      <span>{props.word}</span>
      {props.mark && <span class="room-mark" aria-hidden="true" />}
    </button>
  );
}
