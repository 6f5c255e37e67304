// SPDX-License-Identifier: Apache-2.0
// tls.mjs FOLDER ADDRESS PORT: speaks TLS at ADDRESS:443 in front of a house at 127.0.0.1:PORT, as a
// proxy does, with the files `key` and `cert` of FOLDER. Says a line when it listens. While there is a
// file `forgetful` it passes no Upgrade on, as proxies do that nobody told.

import { existsSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { createServer } from 'node:tls';

const [folder, address, port] = process.argv.slice(2);
const file = (name) => readFileSync(join(folder, name));

createServer({ key: file('key'), cert: file('cert') }, (there) => {
  const house = connect(Number(port), '127.0.0.1');
  if (existsSync(join(folder, 'forgetful')))
    there.on('data', (bytes) =>
      house.write(bytes.toString('latin1').replace(/^Upgrade: /im, 'Was-Upgrade: '), 'latin1'),
    );
  else there.pipe(house);
  house.pipe(there);
  there.on('error', () => house.destroy());
  house.on('error', () => there.destroy());
}).listen(443, address, () => console.log('listening'));
