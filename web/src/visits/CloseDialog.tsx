// SPDX-License-Identifier: Apache-2.0
import { Button } from '../ui/Button';
import { Dialog } from '../ui/Dialog';
import { t } from '../ui/text';
import type { RoomModel } from './room-model';
import type { Other } from './room-others';
import type { Role } from './room-stage';

type CloseDialogProps = {
  open: boolean;
  model: RoomModel;
  role: Role;
  /** The others. */
  others: readonly Other[];
  onStay: () => void;
};

/** Ways out of the room. Ending is the therapist's; leaving is everybody's and can be taken back. */
export function CloseDialog({ open, model, role, others, onStay }: CloseDialogProps) {
  const busy = model.busy.value;
  const leave = () => {
    onStay();
    void model.leave();
  };
  if (role === 'client') {
    return (
      <Dialog open={open} title={t('Go out of the room?')} onClose={onStay} close={t('Stay')}>
        <p>{t('You can come back until the session ends.')}</p>
        <div class="row">
          <Button kind="next" onClick={leave}>
            {t('Go out')}
          </Button>
        </div>
      </Dialog>
    );
  }
  return (
    <Dialog open={open} title={t('End the session?')} onClose={onStay} close={t('Stay')}>
      <p>
        {others.length > 1
          ? t('It ends for all of you. Then each of you has a closing minute.')
          : t('It ends for both of you. Then each of you has a closing minute.')}
      </p>
      <div class="stack-tight">
        <Button kind="next" wide busy={busy === 'end'} onClick={() => void model.end()}>
          {t('End the session')}
        </Button>
        {others.map(
          ({ key, name, presence }) =>
            presence === 'in' && (
              <Button
                key={key}
                wide
                busy={busy === 'put_back'}
                onClick={() => {
                  onStay();
                  void model.putBack(key);
                }}
              >
                {t('Send {name} to the waiting room', { name })}
              </Button>
            ),
        )}
        <Button wide onClick={leave}>
          {t('Go out for a moment')}
        </Button>
      </div>
    </Dialog>
  );
}
