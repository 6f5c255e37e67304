// SPDX-License-Identifier: Apache-2.0
import type { TalkMirror, TalkShare } from '../core/talk';
import { Button } from '../ui/Button';
import { Dialog } from '../ui/Dialog';
import { t } from '../ui/text';
import type { SignsModel } from './signs-model';
import './talk.css';
import type { TalkModel } from './talk-model';
import { backWords, partWords } from './talk-words';

type TalkDialogProps = {
  open: boolean;
  talk: TalkModel;
  signs: SignsModel;
  /** The others, in the order in which they are listened to. */
  names: readonly string[];
  onClose: () => void;
};

/** The mirror, looked into on a tap: nobody should talk to a picture of talking. */
export function TalkDialog({ open, talk, signs, names, onClose }: TalkDialogProps) {
  return (
    <Dialog open={open} title={t('How you share the time')} onClose={onClose}>
      <Shares mirror={talk.mirror.value} names={names} />
      <div class="row">
        <Button
          onClick={() => {
            signs.setMirror(false);
            onClose();
          }}
        >
          {t('Stop it for everybody')}
        </Button>
      </div>
    </Dialog>
  );
}

type SharesProps = { mirror: TalkMirror | null; names: readonly string[] };

function Shares({ mirror, names }: SharesProps) {
  if (mirror === null || mirror.why !== 'shown')
    return (
      <p>
        {mirror?.why === 'nobody_spoke'
          ? t('Nobody spoke so far. That is fine.')
          : t('It listens. After half a minute there is something to see here.')}
      </p>
    );
  const rows: Array<[string, TalkShare]> = [
    ...mirror.people.map((share, i): [string, TalkShare] => [
      i === 0 ? t('You spoke') : t('{name} spoke', { name: names[i - 1] ?? '' }),
      share,
    ]),
    [t('More than one at once'), mirror.together],
    [t('Quiet'), mirror.silent],
  ];
  return (
    <figure class="talk">
      <figcaption>{backWords(mirror.heardMs)}</figcaption>
      <ul>
        {rows.map(([what, { permille, part }]) => (
          <li key={what}>
            <span>{what}</span> <span>{partWords(part)}</span>
            <span class="talk-bar" aria-hidden="true">
              <span style={{ inlineSize: `${permille / 10}%` }} />
            </span>
          </li>
        ))}
      </ul>
      <p class="note">
        {t(
          'Counted on this device by how loud each of you is, never by what is said. There is no right share, and listening is part of talking. A cough or a loud room may count as speech.',
        )}
      </p>
    </figure>
  );
}
