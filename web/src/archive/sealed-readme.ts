// SPDX-License-Identifier: Apache-2.0
// README.txt of the sealed archive: exact commands, so that nobody needs Rapport to open it. In
// English in every language, because the programs it speaks of are.

import type { Found } from './found';

/** The text. `folders` are the conversations' folders, `people` the files with public keys. */
export function sealedReadme(
  found: Found,
  folders: readonly string[],
  people: readonly string[],
  granted: boolean,
): string {
  const inGrant = granted ? ` | sed 's/.*"secret":"\\([^"]*\\)".*/\\1/'` : '';
  const folder = folders[0] ?? 'conversations/1-someone';
  const from = found.practice === '' ? 'Rapport' : `Rapport at ${found.practice}`;
  return `A sealed copy of what ${found.owner.name} has at ${from}.

Everything here is OpenPGP (RFC 4880). Any program that reads it will do; these are the commands
for two that come with Debian. Type them in the folder this file lies in.

  my-key.pgp             your key, locked with the pass phrase you chose for this copy
  my-public-key.pgp      its public half
  people/                the public keys of the others
  …-before-1.pgp         a key that somebody lost: it signs what they wrote until then
  conversations/*/       one folder for each conversation
    secret-1.pgp         its secret, sealed to your key (a higher number is newer)
    letters/00001.pgp    a letter, or an entry of a journal or of notes
    letters/00001-1-….pgp  a file that went with it, sealed to your key
    session-001/0001.pgp a message, exactly as the server keeps it
  index.json             which file is what, from whom, and when

Who can read this: whoever has this copy and its pass phrase.


With gpg (GnuPG)
----------------

1. Take your key and the others' keys. It asks for the pass phrase.

     gpg --import my-key.pgp my-public-key.pgp${people.map((path) => ` ${path}`).join('')}

2. Open the secret of a conversation. It is the pass phrase of its messages.

     gpg --decrypt ${folder}/secret-1.pgp${inGrant} > secret.txt

3. Open a message. "Good signature" says who wrote it.

     gpg --batch --pinentry-mode loopback --passphrase-file secret.txt \\
         --decrypt ${folder}/session-001/0001.pgp

To open all of a conversation at once:

     for file in ${folder}/session-*/*.pgp; do
         gpg --batch --quiet --pinentry-mode loopback --passphrase-file secret.txt \\
             --decrypt "$file"; echo
     done

4. Open a file that went with a letter:

     gpg --output FILE --decrypt ${folder}/letters/00001-1-NAME.pgp

5. When you are done, take away what lies open:

     rm secret.txt


With sq (Sequoia), version 0.27 as in Debian 12
-----------------------------------------------

     sq decrypt --recipient-key my-key.pgp --signer-cert my-public-key.pgp \\
         ${folder}/secret-1.pgp${inGrant} > secret.txt
     sq decrypt --signer-cert my-public-key.pgp${people.map((path) => ` --signer-cert ${path}`).join('')} \\
         ${folder}/session-001/0001.pgp

The second command asks for a password: it is the text in secret.txt. A file that went with a letter
opens like the secret, without --signer-cert: nobody signed it.


With sq 1.0 and later, as in Debian 13
--------------------------------------

     sq decrypt --recipient-file my-key.pgp --signer-file my-public-key.pgp \\
         ${folder}/secret-1.pgp${inGrant} > secret.txt
     sq decrypt --password-file secret.txt --signer-file my-public-key.pgp${people
       .map((path) => ` --signer-file ${path}`)
       .join('')} \\
         ${folder}/session-001/0001.pgp


To show one message to someone, and no other
--------------------------------------------

Each message has a key of its own. This prints it, and whoever has it opens that one message alone:

     gpg --batch --pinentry-mode loopback --passphrase-file secret.txt --show-session-key \\
         --decrypt ${folder}/session-001/0001.pgp
     gpg --override-session-key 9:THE-LONG-NUMBER --decrypt 0001.pgp


What stands inside
------------------

JSON: "body" is what was written, "sender" who wrote it, "at_ms" when (milliseconds since 1970, UTC),
"object" the session, goal or task it belongs to. "pad" is filling, so that lengths tell little.
`;
}
