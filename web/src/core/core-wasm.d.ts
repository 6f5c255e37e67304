// SPDX-License-Identifier: Apache-2.0
// The module's bytes, put into the worker's bundle by web/build.mjs.

declare module 'core.wasm' {
  const bytes: Uint8Array;
  export default bytes;
}
