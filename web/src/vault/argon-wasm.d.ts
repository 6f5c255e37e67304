// SPDX-License-Identifier: Apache-2.0
// The modules' bytes, put into the worker's bundle by web/build.mjs.

declare module 'argon2id/dist/*.wasm' {
  const bytes: Uint8Array;
  export default bytes;
}
