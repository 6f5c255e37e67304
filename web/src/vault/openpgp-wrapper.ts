// SPDX-License-Identifier: Apache-2.0
// The only file that knows OpenPGP. Every rule that the format leaves open is closed here: v4 keys on
// curve25519, one way to encrypt, a signature always, dates by our own clock. Keys are made a day old
// and signatures may lie up to a day ahead, so that no device clock locks anybody out; the time inside
// the message is judged by the caller.

import * as openpgp from 'openpgp/lightweight';
import { sha256 } from './boxes';
import { type Bytes, concat, fromUtf8, toBase64url, utf8 } from './bytes';

const DAY_MS = 86_400_000;
const YEAR_MS = 365 * DAY_MS;

/** A sealed thing longer than this is not even read. */
export const SEALED_BYTES_MAX = 65_536;

const CONFIG: Partial<openpgp.Config> = {
  v6Keys: false,
  aeadProtect: false,
  preferredSymmetricAlgorithm: openpgp.enums.symmetric.aes256,
  preferredHashAlgorithm: openpgp.enums.hash.sha512,
  preferredCompressionAlgorithm: openpgp.enums.compression.uncompressed,
  // The pass phrase of a message is 32 random bytes: stretching it would only cost time.
  s2kType: openpgp.enums.s2k.iterated,
  s2kIterationCountByte: 0,
  allowUnauthenticatedMessages: false,
  allowInsecureDecryptionWithSigningKeys: false,
  enableParsingV5Entities: false,
  maxDecompressedMessageSize: SEALED_BYTES_MAX,
  showVersion: false,
  showComment: false,
};

/** Somebody's public key, checked to be of our kind. `bytes` are exactly what was received. */
export type PublicIdentity = {
  readonly key: openpgp.PublicKey;
  readonly bytes: Bytes;
  /** SHA-256 of `bytes`, base64url. */
  readonly fingerprint: string;
};

/** My own key pair. */
export type Identity = PublicIdentity & {
  readonly secretKey: openpgp.PrivateKey;
};

/** Makes an identity key. `nowMs` is the server's time as far as we know it. */
export async function makeIdentity(login: string, nowMs: number): Promise<Identity> {
  const { privateKey } = await openpgp.generateKey({
    type: 'ecc',
    curve: 'curve25519Legacy',
    userIDs: [{ name: login }],
    date: new Date(nowMs - DAY_MS),
    format: 'object',
    config: CONFIG,
  });
  return identityOf(privateKey);
}

/** The private key's bytes, to be locked in a box: OpenPGP's own locking binds too little. */
export function identityBytes(identity: Identity): Bytes {
  return new Uint8Array(identity.secretKey.write());
}

/** A key locked with a pass phrase a person chose, as gpg 2.2 and sq 0.27 read it: iterated S2K over
 * 32 MiB. Only to be carried away; on the server it lies in a box of ours. */
export async function lockIdentity(identity: Identity, phrase: string): Promise<Bytes> {
  const locked = await openpgp.encryptKey({
    privateKey: identity.secretKey,
    passphrase: phrase,
    config: { ...CONFIG, s2kIterationCountByte: 240 },
  });
  return new Uint8Array(locked.write());
}

/** Reads back identityBytes; null when they are not a key of our kind. */
export async function readIdentity(bytes: Bytes): Promise<Identity | null> {
  try {
    const key = await openpgp.readPrivateKey({ binaryKey: bytes, config: CONFIG });
    return isOurKind(key) && key.isDecrypted() ? await identityOf(key) : null;
  } catch {
    return null;
  }
}

/** A key pair that only opens. `secret` are the 32 bytes of its half that opens; the half that could
 * sign is thrown away here. */
export async function makeReadingKey(
  name: string,
  nowMs: number,
): Promise<{ identity: PublicIdentity; secret: Bytes }> {
  const { key, bytes, fingerprint, secretKey } = await makeIdentity(name, nowMs);
  const packet = secretKey.subkeys[0]?.keyPacket as openpgp.SecretSubkeyPacket | undefined;
  const d = (packet?.privateParams as { d?: Uint8Array } | null | undefined)?.d;
  if (d?.length !== READING_SECRET_BYTES) throw new Error('not a key of our kind');
  return { identity: { key, bytes, fingerprint }, secret: new Uint8Array(d) };
}

/** The bytes of a reading key's secret. */
export const READING_SECRET_BYTES = 32;

/** Puts a reading key together again; null when the secret does not belong to the public key. Its
 * other half is a placeholder, which gpg and sq take for a key that lies elsewhere. */
export async function openReadingKey(of: PublicIdentity, secret: Bytes): Promise<Identity | null> {
  const packets = new openpgp.PacketList<openpgp.AnyPacket>();
  for (const packet of of.key.toPacketList()) packets.push(secretOf(packet, secret));
  try {
    const secretKey = await openpgp.readPrivateKey({ binaryKey: packets.write(), config: CONFIG });
    const subkey = secretKey.subkeys[0]?.keyPacket as openpgp.SecretSubkeyPacket | undefined;
    await subkey?.validate();
    return isOurKind(secretKey) ? { ...of, secretKey } : null;
  } catch {
    return null;
  }
}

/** The secret packet in the place of a public one: the same fields, and the private ones. */
function secretOf(packet: openpgp.AnyPacket, secret: Bytes): openpgp.AnyPacket {
  if (packet instanceof openpgp.PublicSubkeyPacket) {
    const made = new openpgp.SecretSubkeyPacket();
    const lies = { isEncrypted: false, s2kUsage: 0, privateParams: { d: secret } };
    return Object.assign(made, fieldsOf(packet), lies);
  }
  if (packet instanceof openpgp.PublicKeyPacket) {
    const made = new openpgp.SecretKeyPacket();
    Object.assign(made, fieldsOf(packet));
    made.makeDummy();
    return made;
  }
  return packet;
}

function fieldsOf(packet: openpgp.PublicKeyPacket | openpgp.PublicSubkeyPacket): object {
  const { version, created, algorithm, publicParams, fingerprint, keyID } =
    packet as unknown as Record<string, unknown>;
  return { version, created, algorithm, publicParams, fingerprint, keyID };
}

/** Reads a public key; null when it is not one of our kind, or holds anything beside it. */
export async function readPublicIdentity(bytes: Bytes): Promise<PublicIdentity | null> {
  try {
    const keys = await openpgp.readKeys({ binaryKeys: bytes, config: CONFIG });
    const key = keys[0];
    if (keys.length !== 1 || key === undefined || key.isPrivate() || !isOurKind(key)) return null;
    return { key, bytes, fingerprint: toBase64url(await sha256(bytes)) };
  } catch {
    return null;
  }
}

/** Signs `text` and encrypts it under a conversation's secret. */
export async function sealUnderSecret(
  text: string,
  secret: string,
  from: Identity,
  nowMs: number,
): Promise<Bytes> {
  const date = new Date(nowMs);
  return new Uint8Array(
    await openpgp.encrypt({
      message: await openpgp.createMessage({ binary: utf8(text), date }),
      passwords: [secret],
      signingKeys: from.secretKey,
      date,
      format: 'binary',
      config: CONFIG,
    }),
  );
}

/** The text under a conversation's secret, signed by `signer`; null when it is not exactly that. */
export async function openUnderSecret(
  sealed: Bytes,
  secret: string,
  signer: PublicIdentity,
  nowMs: number,
): Promise<string | null> {
  try {
    const message = await readSealed(sealed, openpgp.SymEncryptedSessionKeyPacket);
    // The caller judges the time inside, and has a better sentence for it than "damaged".
    return await verifiedText({ message, passwords: [secret] }, signer, nowMs + YEAR_MS);
  } catch {
    return null;
  }
}

/** Signs `text` and encrypts it to somebody's identity key. */
export async function sealToKey(
  text: string,
  to: PublicIdentity,
  from: Identity,
  nowMs: number,
): Promise<Bytes> {
  const date = new Date(nowMs);
  return new Uint8Array(
    await openpgp.encrypt({
      message: await openpgp.createMessage({ binary: utf8(text), date }),
      encryptionKeys: to.key,
      signingKeys: from.secretKey,
      date,
      format: 'binary',
      config: CONFIG,
    }),
  );
}

/** A file for somebody's identity key, with its name inside; nobody signs it. To be carried away: gpg and
 * sq open it, and what stood in the letter says whose it was. */
export async function sealFileToKey(
  file: { name: string; bytes: Bytes },
  to: PublicIdentity,
  nowMs: number,
): Promise<Bytes> {
  const date = new Date(nowMs);
  return new Uint8Array(
    await openpgp.encrypt({
      message: await openpgp.createMessage({ binary: file.bytes, filename: file.name, date }),
      encryptionKeys: to.key,
      date,
      format: 'binary',
      config: CONFIG,
    }),
  );
}

/** The text that was encrypted to me and signed by `signer`; null when it is not exactly that. */
export async function openWithKey(
  sealed: Bytes,
  mine: Identity,
  signer: PublicIdentity,
  nowMs: number,
): Promise<string | null> {
  try {
    const message = await readSealed(sealed, openpgp.PublicKeyEncryptedSessionKeyPacket);
    return await verifiedText({ message, decryptionKeys: mine.secretKey }, signer, nowMs);
  } catch {
    return null;
  }
}

/** Signs `text` without encrypting: what is inside a welcome's box. */
export async function signText(text: string, from: Identity, nowMs: number): Promise<Bytes> {
  const date = new Date(nowMs);
  return new Uint8Array(
    await openpgp.sign({
      message: await openpgp.createMessage({ binary: utf8(text), date }),
      signingKeys: from.secretKey,
      date,
      format: 'binary',
      config: CONFIG,
    }),
  );
}

/** The text of signText, when `signer` signed it; null otherwise. */
export async function readSigned(
  signed: Bytes,
  signer: PublicIdentity,
  nowMs: number,
): Promise<string | null> {
  try {
    if (signed.length > SEALED_BYTES_MAX) return null;
    const result = await openpgp.verify({
      message: await openpgp.readMessage({ binaryMessage: signed, config: CONFIG }),
      verificationKeys: signer.key,
      expectSigned: true,
      date: new Date(nowMs + DAY_MS),
      format: 'binary',
      config: CONFIG,
    });
    return await onlySignature(result);
  } catch {
    return null;
  }
}

type Locked =
  | { message: openpgp.Message<Uint8Array>; passwords: string[] }
  | { message: openpgp.Message<Uint8Array>; decryptionKeys: openpgp.PrivateKey };

async function verifiedText(
  locked: Locked,
  signer: PublicIdentity,
  nowMs: number,
): Promise<string | null> {
  const result = await openpgp.decrypt({
    ...locked,
    verificationKeys: signer.key,
    expectSigned: true,
    date: new Date(nowMs + DAY_MS),
    format: 'binary',
    config: CONFIG,
  });
  return onlySignature(result);
}

/** Exactly one signature, and it holds. `expectSigned` checked that; this does not rely on it. */
async function onlySignature(result: {
  data: unknown;
  signatures: Array<{ verified: Promise<true> }>;
}): Promise<string | null> {
  const signature = result.signatures[0];
  if (result.signatures.length !== 1 || signature === undefined) return null;
  await signature.verified;
  return fromUtf8(result.data as Uint8Array);
}

/** One session key of the wanted kind, one encrypted body, nothing else: no way to make the reader
 * try keys that were added by someone on the way. */
async function readSealed(
  sealed: Bytes,
  wanted: new () => object,
): Promise<openpgp.Message<Uint8Array>> {
  if (sealed.length > SEALED_BYTES_MAX) throw new Error('too long');
  const message = await openpgp.readMessage({ binaryMessage: sealed, config: CONFIG });
  const [sessionKey, body] = message.packets;
  if (
    message.packets.length !== 2 ||
    !(sessionKey instanceof wanted) ||
    !(body instanceof openpgp.SymEncryptedIntegrityProtectedDataPacket)
  ) {
    throw new Error('not one session key and one body');
  }
  return message;
}

async function identityOf(secretKey: openpgp.PrivateKey): Promise<Identity> {
  const key = secretKey.toPublic();
  const bytes = concat(key.write());
  return { secretKey, key, bytes, fingerprint: toBase64url(await sha256(bytes)) };
}

function isOurKind(key: openpgp.Key): boolean {
  const subkey = key.getSubkeys()[0];
  if (key.getSubkeys().length !== 1 || subkey === undefined || key.keyPacket.version !== 4) {
    return false;
  }
  return (
    key.getAlgorithmInfo().curve === openpgp.enums.curve.ed25519Legacy &&
    subkey.getAlgorithmInfo().curve === openpgp.enums.curve.curve25519Legacy
  );
}
