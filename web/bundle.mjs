// SPDX-License-Identifier: Apache-2.0
// What every bundle of ours has in common: the client, its tests and the sample practice.

/** Parts of OpenPGP.js that our one kind of key and message never needs: old ciphers, other curves,
 * compression, Argon2 inside OpenPGP. They are left out, so that nobody can ask for them. */
const CLOSED = /^\.\/(legacy_ciphers|noble_curves|unbzip2-stream|argon2id)(\.min)?\.mjs$/;

/** esbuild plugin: the parts above become modules that refuse. */
export const closedDoors = {
  name: 'closed-doors',
  setup(build) {
    build.onResolve({ filter: CLOSED }, ({ path, importer }) =>
      importer.includes('/openpgp/') ? { path, namespace: 'closed' } : undefined,
    );
    build.onLoad({ filter: /.*/, namespace: 'closed' }, () => ({
      contents: "throw new Error('this part of OpenPGP is left out on purpose');",
      loader: 'js',
    }));
  },
};

/** For bundles that run in Node 18 or later instead of a browser: WebCrypto under its global name,
 * `require` for what is CommonJS inside. */
export const nodeOptions = {
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node18',
  conditions: ['browser'],
  mainFields: ['module', 'main'],
  jsx: 'automatic',
  jsxImportSource: 'preact',
  loader: { '.wasm': 'binary', '.css': 'empty' },
  plugins: [closedDoors],
  banner: {
    js: [
      "import { webcrypto as nodeCrypto } from 'node:crypto';",
      "import { createRequire as nodeRequire } from 'node:module';",
      'const require = nodeRequire(import.meta.url);',
      'if (!globalThis.crypto) globalThis.crypto = nodeCrypto;',
    ].join('\n'),
  },
  logLevel: 'error',
};
