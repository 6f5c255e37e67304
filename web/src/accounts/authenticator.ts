// SPDX-License-Identifier: Apache-2.0
// Passkeys as the browser keeps them. Only here is navigator.credentials spoken to; tests give their
// own. Bytes are base64url text, as on the wire.

import { fromBase64url, toBase64url, utf8 } from '../vault/bytes';

/** What a passkey says to a challenge: the *answer* of docs/protocol.md. */
export type PasskeyAnswer = {
  credential: string;
  client_data: string;
  authenticator_data: string;
  signature: string;
};

/** A passkey that was just made. `prf` is its secret for the box; null when it gives none. */
export type MadePasskey = {
  client_data: string;
  attestation: string;
  credential: string;
  prf: string | null;
};

/** The browser's side of passkeys. All throw PasskeyStopped when the person or the device says no. */
export interface Authenticator {
  /** True when this browser knows passkeys at all. */
  can(): boolean;
  make(input: {
    challenge: string;
    known: readonly string[];
    account: string;
    login: string;
    name: string;
    practice: string;
  }): Promise<MadePasskey>;
  /** `credentials` null: any passkey for this address. */
  ask(input: {
    challenge: string;
    credentials: readonly string[] | null;
  }): Promise<{ answer: PasskeyAnswer; prf: string | null }>;
}

/** The person stopped, or no passkey of theirs is here. */
export class PasskeyStopped extends Error {
  constructor() {
    super('No passkey was used.');
    this.name = 'PasskeyStopped';
  }
}

/** Always the same question: every passkey answers it with a secret of its own. */
const PRF_INPUT = utf8('rapport slot 1');
const PATIENCE_MS = 120_000;
const ALGORITHMS = [-7, -8, -257];

type Prf = { prf?: { enabled?: boolean; results?: { first?: ArrayBuffer } } };

/** Speaks to navigator.credentials. */
export function createAuthenticator(): Authenticator {
  const prfOf = (credential: PublicKeyCredential): string | null => {
    const { prf } = credential.getClientExtensionResults() as Prf;
    const first = prf?.results?.first;
    return first === undefined ? null : toBase64url(new Uint8Array(first));
  };

  async function get(challenge: BufferSource, credentials: readonly string[] | null) {
    const publicKey = {
      challenge,
      allowCredentials: descriptors(credentials ?? []),
      userVerification: 'required' as const,
      timeout: PATIENCE_MS,
      extensions: { prf: { eval: { first: PRF_INPUT } } } as AuthenticationExtensionsClientInputs,
    };
    return found(await patiently(navigator.credentials.get({ publicKey })));
  }

  return {
    can: () => typeof PublicKeyCredential === 'function' && 'credentials' in navigator,

    async make({ challenge, known, account, login, name, practice }) {
      const publicKey = {
        challenge: bytes(challenge),
        rp: { name: practice === '' ? 'Rapport' : practice },
        user: { id: bytes(account), name: login, displayName: name },
        pubKeyCredParams: ALGORITHMS.map((alg) => ({ type: 'public-key' as const, alg })),
        excludeCredentials: descriptors(known),
        authenticatorSelection: {
          residentKey: 'required' as const,
          userVerification: 'required' as const,
        },
        attestation: 'none' as const,
        timeout: PATIENCE_MS,
        extensions: { prf: { eval: { first: PRF_INPUT } } } as AuthenticationExtensionsClientInputs,
      };
      const made = found(await patiently(navigator.credentials.create({ publicKey })));
      const response = made.response as AuthenticatorAttestationResponse;
      const { prf } = made.getClientExtensionResults() as Prf;
      let secret = prfOf(made);
      if (secret === null && prf?.enabled === true) {
        // Many give the secret only when asked again. Nobody checks this answer.
        const again = await get(crypto.getRandomValues(new Uint8Array(32)), [idOf(made)]);
        secret = prfOf(again);
      }
      return {
        client_data: toBase64url(new Uint8Array(response.clientDataJSON)),
        attestation: toBase64url(new Uint8Array(response.attestationObject)),
        credential: idOf(made),
        prf: secret,
      };
    },

    async ask({ challenge, credentials }) {
      const given = await get(bytes(challenge), credentials);
      const response = given.response as AuthenticatorAssertionResponse;
      const answer = {
        credential: idOf(given),
        client_data: toBase64url(new Uint8Array(response.clientDataJSON)),
        authenticator_data: toBase64url(new Uint8Array(response.authenticatorData)),
        signature: toBase64url(new Uint8Array(response.signature)),
      };
      return { answer, prf: prfOf(given) };
    },
  };
}

async function patiently(asked: Promise<Credential | null>): Promise<Credential | null> {
  try {
    return await asked;
  } catch {
    // The browser does not say which of the many reasons it was; it has shown them.
    throw new PasskeyStopped();
  }
}

function found(credential: Credential | null): PublicKeyCredential {
  if (credential === null) throw new PasskeyStopped();
  return credential as PublicKeyCredential;
}

function idOf(credential: PublicKeyCredential): string {
  return toBase64url(new Uint8Array(credential.rawId));
}

function bytes(text: string) {
  return fromBase64url(text) ?? new Uint8Array(0);
}

function descriptors(credentials: readonly string[]) {
  return credentials.map((id) => ({ type: 'public-key' as const, id: bytes(id) }));
}
