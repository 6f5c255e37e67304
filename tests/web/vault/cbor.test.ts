// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Bytes } from '../../../web/src/vault/bytes';
import { type Cbor, cborBytes, readCbor } from '../../../web/src/vault/cbor';

const bytes = (hex: string): Bytes => new Uint8Array(Buffer.from(hex, 'hex'));
const hex = (value: Cbor): string => Buffer.from(cborBytes(value)).toString('hex');

// RFC 8949, appendix A.
const PRINTED: Array<[Cbor, string]> = [
  [0, '00'],
  [23, '17'],
  [24, '1818'],
  [255, '18ff'],
  [256, '190100'],
  [65535, '19ffff'],
  [65536, '1a00010000'],
  [1000000000000, '1b000000e8d4a51000'],
  [null, 'f6'],
  ['IETF', '6449455446'],
  ['ü', '62c3bc'],
  [bytes('01020304'), '4401020304'],
  [[1, [2, 3], [4, 5]], '8301820203820405'],
];

test('values_are_written_as_the_standard_prints_them_and_read_again', () => {
  for (const [value, printed] of PRINTED) {
    assert.equal(hex(value), printed);
    assert.deepEqual(readCbor(bytes(printed)), value);
  }
});

test('another_spelling_or_another_kind_is_refused', () => {
  const wrong = [
    ...['', '1817', '1900ff', '1a0000ffff', '1b00000000ffffffff', '1bffffffffffffffff', '1f', '20'],
    ...[
      'f5',
      'a0',
      'c000',
      '0000',
      '44010203',
      '62c328',
      '8201',
      '9f01ff',
      '818181818181818181818100',
    ],
  ];
  for (const spelling of wrong) assert.equal(readCbor(bytes(spelling)), undefined, spelling);
});
