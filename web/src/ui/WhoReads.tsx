// SPDX-License-Identifier: Apache-2.0
import { type ComponentChildren, createContext } from 'preact';
import { useContext } from 'preact/hooks';
import { Icon } from './Icon';
import { t } from './text';
import './who-reads.css';

/** True below it while the practice's recovery key is in force. */
export const RecoveryKeyReads = createContext(false);

type WhoReadsProps = {
  /** It becomes part of the record, which the practice's recovery key opens. */
  record?: boolean;
  children: ComponentChildren;
};

/** Next to every place to write: who will be able to read it, in one sentence. */
export function WhoReads({ record = false, children }: WhoReadsProps) {
  const key = useContext(RecoveryKeyReads);
  return (
    <p class="who-reads note">
      <Icon name="lock" />
      <span>
        {children}
        {record && key && (
          <> {t('And the practice’s recovery key (kept on paper, two of three people needed).')}</>
        )}
      </span>
    </p>
  );
}
