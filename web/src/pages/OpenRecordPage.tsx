// SPDX-License-Identifier: Apache-2.0
import { useEffect, useMemo, useState } from 'preact/hooks';
import { judgePassphrase } from '../accounts/passphrase-rules';
import { CopyState } from '../archive/CopyState';
import { type CopyKind, createCopyModel } from '../archive/copy-model';
import '../recovery/recovery.css';
import { Button } from '../ui/Button';
import { Card } from '../ui/Card';
import { Choice } from '../ui/Choice';
import { Field } from '../ui/Field';
import { Notice } from '../ui/Notice';
import { Page } from '../ui/Page';
import { t } from '../ui/text';
import type { Vault } from '../vault/vault';
import { lettersFiles } from './letters-files';
import { type ExportedRecord, parseRecord } from './record';
import { type RecordLines, readRecordLines } from './record-lines';

type Chosen = ExportedRecord & Pick<RecordLines, 'chunk'>;

type OpenRecordPageProps = { vault: Vault; now: () => number };

/** `/practice/open-record`: an exported record and two sheets, opened on this device. No account. */
export function OpenRecordPage({ vault, now }: OpenRecordPageProps) {
  const [record, setRecord] = useState<Chosen | null>(null);
  const [sheets, setSheets] = useState<[string, string]>(['', '']);
  const [kind, setKind] = useState<CopyKind>('readable');
  const [lock, setLock] = useState('');
  const [fileProblem, setFileProblem] = useState('');
  const [problem, setProblem] = useState('');
  const model = useMemo(() => modelOf(vault, record, sheets, now), [vault, record, sheets, now]);
  useEffect(() => () => model.reset(), [model]);

  const choose = async (file: File | undefined) => {
    setFileProblem('');
    setRecord(null);
    if (file === undefined) return;
    try {
      const { record: read, chunk } = await readRecordLines(file);
      setRecord({ ...parseRecord(read), chunk });
    } catch {
      setFileProblem(t('This is not a file of “rapport record-export”, or it is damaged.'));
    }
  };

  const open = async () => {
    setProblem('');
    if (record === null) {
      setFileProblem(t('Choose the file first.'));
      return;
    }
    if (kind === 'sealed' && judgePassphrase(lock) !== null) {
      setProblem(t('At least 15 letters, please.'));
      return;
    }
    try {
      const { canRead } = await vault.recordOpen(record.sealed, sheets);
      if (canRead) await model.make(kind, lock);
      else setProblem(t('Nothing in this file was sealed to the key of these sheets.'));
    } catch {
      setProblem(
        t(
          'These two do not open this record. Look for a slip, and whether both sheets are of the same day.',
        ),
      );
    }
  };

  const state = model.state.value;
  return (
    <Page
      title={t('Open a record with the recovery key.')}
      lead={t(
        'With the file of “rapport record-export” and two of the three sheets. Everything happens on this device, and nothing is sent.',
      )}
    >
      <Card>
        {state.kind !== 'choosing' ? (
          <CopyState model={model} />
        ) : (
          <form
            class="stack"
            onSubmit={(event) => {
              event.preventDefault();
              void open();
            }}
          >
            <label class="stack-tight">
              <span class="field-label">{t('The exported record')}</span>
              <input
                class="recovery-file"
                type="file"
                accept=".json,application/json"
                onChange={(event) => void choose(event.currentTarget.files?.[0])}
              />
            </label>
            {fileProblem !== '' && <p class="field-error">{fileProblem}</p>}
            {record !== null && (
              <p class="note">{t('Record of {people}', { people: record.found.owner.name })}</p>
            )}
            {([0, 1] as const).map((at) => (
              <Field
                key={at}
                label={at === 0 ? t('One sheet') : t('Another sheet')}
                hint={t('Fifteen groups of four letters')}
                value={sheets[at]}
                onInput={(typed) => setSheets(at === 0 ? [typed, sheets[1]] : [sheets[0], typed])}
                autoComplete="off"
                exact
                required
              />
            ))}
            <Choice<CopyKind>
              label={t('What shall it become?')}
              value={kind}
              onChange={setKind}
              options={[
                { value: 'readable', label: t('A file to read') },
                { value: 'sealed', label: t('Sealed, for OpenPGP programs') },
              ]}
            />
            {kind === 'sealed' && (
              <Field
                type="password"
                label={t('A pass phrase for the copy')}
                value={lock}
                onInput={setLock}
                autoComplete="new-password"
                required
              />
            )}
            {problem !== '' && (
              <Notice kind="problem">
                <p>{problem}</p>
              </Notice>
            )}
            <div class="row">
              <Button kind="next" type="submit">
                {t('Open the record')}
              </Button>
            </div>
          </form>
        )}
      </Card>
    </Page>
  );
}

function modelOf(vault: Vault, record: Chosen | null, sheets: [string, string], now: () => number) {
  const conversation = record?.sealed.conversation ?? '';
  const publicKey = record?.sealed.public_key ?? '';
  const chunk = async (id: string, n: number) => record?.chunk(id, n) ?? '';
  return createCopyModel({
    find: async () => {
      if (record === null) throw new RangeError('no record');
      return record.found;
    },
    unseal: (_, type, object, sender, sealed) =>
      vault.open({ conversation, type, object }, sender, sealed),
    filesOf: (body) => lettersFiles(body, { chunk }, vault, () => undefined),
    vault: {
      keyToTakeAway: async (phrase) => {
        const locked_key = await vault.recordKey(publicKey, sheets, phrase);
        return { public_key: publicKey, locked_key };
      },
      fileToTakeAway: (name, bytes) => vault.recordFile(publicKey, sheets, name, bytes),
      secretsToTakeAway: async () => record?.sealed.grants ?? [],
    },
    granted: true,
    now,
  });
}
