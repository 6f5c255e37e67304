// SPDX-License-Identifier: Apache-2.0
// node scripts/sample.mjs --data DIR --binary build/rapport [--zone Europe/Stockholm] [--text] [--json]
// Makes the sample practice in a fresh data folder. How to sign in stands in DIR/sample.txt and
// DIR/sample.json; --text and --json print it, too.

import {
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { COUPLE } from './couple';
import { House } from './house';
import { COURSES, THERAPIST } from './practice';
import { proveSample } from './proof';
import { tell } from './story';
import { machineZone } from './wall';

const started = Date.now();
const data = resolve(option('--data') ?? 'data');
const binary = resolve(option('--binary') ?? 'build/rapport');
const zone = option('--zone') ?? machineZone();

if (existsSync(data) && readdirSync(data).length > 0) {
  console.error(`${data} is not empty: a sample practice is only made in a fresh folder.`);
  process.exit(1);
}

// Made beside its place and moved there when it is whole: half a practice helps nobody.
const making = `${data}.making`;
rmSync(making, { recursive: true, force: true });
mkdirSync(dirname(data), { recursive: true });

const house = await House.at(binary, making);
try {
  const told = await tell(house, zone);
  const found = await proveSample(house);
  await house.stop();
  // Made-up people have no phone with an app.
  writeFileSync(join(making, 'rapport.conf'), 'second_factor = offered\n', { mode: 0o600 });
  writeFileSync(join(making, 'sample.txt'), text(), { mode: 0o600 });
  writeFileSync(join(making, 'sample.json'), `${JSON.stringify(people(), null, 2)}\n`, {
    mode: 0o600,
  });
  if (existsSync(data)) rmdirSync(data);
  renameSync(making, data);
  if (process.argv.includes('--text')) console.log(text());
  if (process.argv.includes('--json')) console.log(JSON.stringify(people()));
  console.error(
    `${told.sessions} past sessions, ${found.visits.size} in all, ${found.checks} answers read, ` +
      `${found.opened} sealed texts opened, in ${((Date.now() - started) / 1000).toFixed(1)} s`,
  );
} catch (error) {
  await house.stop();
  rmSync(making, { recursive: true, force: true });
  console.error(error);
  process.exit(1);
}
process.exit(0);

function people() {
  const { login, name, passphrase } = THERAPIST;
  return {
    therapist: { login, name, passphrase },
    clients: COURSES.map((course) => ({
      login: course.login,
      name: course.name,
      passphrase: course.passphrase,
      sessions: course.sessions.length,
    })),
    couple: COUPLE.map(({ login, name, passphrase }) => ({ login, name, passphrase })),
  };
}

function text(): string {
  const line = (role: string, login: string, passphrase: string) =>
    `  ${role.padEnd(10)} ${login.padEnd(8)} ${passphrase}`;
  return [
    'Sample people (name to sign in with, then the pass phrase):',
    line('therapist', THERAPIST.login, THERAPIST.passphrase),
    ...COURSES.map(({ login, passphrase }) => line('client', login, passphrase)),
    ...COUPLE.map(({ login, passphrase }) => line('couple', login, passphrase)),
    '',
  ].join('\n');
}

function option(name: string): string | null {
  const at = process.argv.indexOf(name);
  return at < 0 ? null : (process.argv[at + 1] ?? null);
}
