// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fingerprints } from '../../../web/src/visits/sdp';

test('fingerprints are read from every part of a description, each once', () => {
  const sdp = 'v=0\r\na=fingerprint:sha-256 AB:01\r\nm=audio\r\na=fingerprint:sha-256 ab:01\r\n';
  assert.deepEqual(fingerprints(sdp), ['sha-256 ab:01']);
  assert.deepEqual(fingerprints('a=setup:actpass'), []);
});
