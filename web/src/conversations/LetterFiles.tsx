// SPDX-License-Identifier: Apache-2.0
import { useEffect, useState } from 'preact/hooks';
import { Button } from '../ui/Button';
import { t } from '../ui/text';
import type { Vault } from '../vault/vault';
import { fetchFile } from './files-model';
import { isPicture, type LetterFile } from './letter';
import { sizeInWords } from './letter-words';
import type { FilesApi } from './letters-api';

type LetterFilesProps = {
  files: readonly LetterFile[];
  api: Pick<FilesApi, 'chunk'>;
  vault: Pick<Vault, 'openChunk' | 'fileHash'>;
};

/** The files of a letter: each is fetched, opened and checked only when it is asked for. */
export function LetterFiles({ files, api, vault }: LetterFilesProps) {
  if (files.length === 0) return null;
  return (
    <ul class="letter-files">
      {files.map((file) => (
        <li key={file.id}>
          <OneFile file={file} api={api} vault={vault} />
        </li>
      ))}
    </ul>
  );
}

type Got =
  | { kind: 'not' }
  | { kind: 'coming'; share: number }
  | { kind: 'here'; url: string }
  | { kind: 'failed' }
  | { kind: 'wrong' };

function OneFile({ file, api, vault }: { file: LetterFile } & Omit<LetterFilesProps, 'files'>) {
  const [got, setGot] = useState<Got>({ kind: 'not' });
  const url = got.kind === 'here' ? got.url : null;
  useEffect(() => () => void (url !== null && URL.revokeObjectURL(url)), [url]);
  const picture = isPicture(file);

  async function get(): Promise<void> {
    setGot({ kind: 'coming', share: 0 });
    try {
      const bytes = await fetchFile(file, api, vault, (share) => setGot({ kind: 'coming', share }));
      if (bytes === null) return setGot({ kind: 'wrong' });
      // Anything but a picture is bytes to the browser, so that nothing in it can run here.
      const type = picture ? file.type : 'application/octet-stream';
      setGot({ kind: 'here', url: URL.createObjectURL(new Blob([bytes], { type })) });
    } catch {
      setGot({ kind: 'failed' });
    }
  }

  return (
    <div class="letter-file">
      <p class="letter-file-name" dir="auto">
        {file.name} <span class="note">{sizeInWords(file.size)}</span>
      </p>
      {got.kind === 'not' && (
        <Button kind="quiet" onClick={() => void get()} label={openLabel(file, picture)}>
          {picture ? t('Show') : t('Get')}
        </Button>
      )}
      {got.kind === 'coming' && (
        <progress max={1} value={got.share} aria-label={t('Getting {name}', { name: file.name })} />
      )}
      {got.kind === 'here' && picture && <img src={got.url} alt={file.name} />}
      {got.kind === 'here' && (
        <a class="button button-quiet" href={got.url} download={file.name}>
          {t('Save on this device')}
        </a>
      )}
      {got.kind === 'failed' && (
        <p role="alert">
          {t('The line broke. Nothing was lost.')}{' '}
          <Button kind="quiet" onClick={() => void get()}>
            {t('Try again')}
          </Button>
        </p>
      )}
      {got.kind === 'wrong' && (
        <p role="alert">{t('This is not the file that was sent. It was not opened.')}</p>
      )}
    </div>
  );
}

function openLabel({ name }: LetterFile, picture: boolean): string {
  return picture ? t('Show {name}', { name }) : t('Get {name}', { name });
}
