// SPDX-License-Identifier: Apache-2.0
// What can go wrong with a line or a device during a session, one entry a fault. `break_` does it and
// gives how long nothing could have helped (a line that is cut for 8 s cannot carry voice); `mend`
// takes it back, where it can be. `silentMs` is the limit: for how long either of the two may be
// without voice beyond that, over the whole fault and the way back. `ageMs` is how long the session goes
// on before it: a picture is full when its connection is ten seconds old.

import { execFileSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { shut } from './freeze.mjs';

const SHORT_MS = 8000;
const FULL_MS = 13_000;

const wait = (ms) => new Promise((done) => setTimeout(done, ms));

/** The client's line is bad in one way for a while. */
function weak(name, line, silentMs, more = {}) {
  return {
    name,
    async break_({ jonas }) {
      await jonas.line.set(line);
      await wait(more.ms ?? SHORT_MS);
      return 0;
    },
    mend: ({ jonas }) => jonas.line.set(),
    silentMs,
    ...more,
  };
}

/** All faults the browser's own emulation can make; no rights are needed. */
export const faults = [
  weak('5 % of packets lost', { loss: 5 }, 500, { concealed: 0.1 }),
  weak('15 % of packets lost', { loss: 15 }, 1000, { concealed: 0.1 }),
  weak('30 % of packets lost', { loss: 30 }, 3000),
  weak('50 % of packets lost', { loss: 50 }, 6000),
  weak('300 kbit/s', { kbit: 300 }, 500, { concealed: 0.1 }),
  weak('120 kbit/s', { kbit: 120 }, 2500),
  // The queue of these lines has no end: what was sent before anybody knew waits in it.
  weak('50 kbit/s', { kbit: 50 }, 5000, { ms: 12_000 }),
  weak('300 kbit/s, from a full picture', { kbit: 300 }, 1500, { ageMs: FULL_MS }),
  weak('50 kbit/s, from a full picture', { kbit: 50 }, 6000, { ms: 12_000, ageMs: FULL_MS }),
  weak('1 s late', { delayMs: 1000 }, 1500),
  {
    name: 'the line is cut for 8 s',
    async break_({ jonas }) {
      await jonas.line.set({ blocked: true });
      await wait(8000);
      return 8000;
    },
    mend: ({ jonas }) => jonas.line.set(),
    silentMs: 2500,
  },
  {
    name: 'the house is killed and started again',
    async break_({ house }) {
      await house.stop('SIGKILL');
      await wait(3000);
      await house.start(house.port);
      await wait(3000);
      return 0;
    },
    silentMs: 300,
  },
  {
    name: 'the connection is gone on one side',
    async break_({ jonas }) {
      await jonas.page.evaluate(() => globalThis.openConnections().at(-1).close());
      return 0;
    },
    silentMs: 2000,
  },
  {
    name: 'both reload at once',
    async break_({ mara, jonas }) {
      await Promise.all([mara.page.reload(), jonas.page.reload()]);
      return 0;
    },
    silentMs: 4000,
  },
  {
    name: 'the system ends the microphone',
    async break_({ jonas }) {
      await jonas.page.evaluate(() => {
        const [sender] = globalThis.openConnections().at(-1).getSenders();
        sender.track.stop();
        // A page that stops a track itself is not told.
        sender.track.dispatchEvent(new Event('ended'));
      });
      await wait(2000);
      return 0;
    },
    silentMs: 1500,
  },
  {
    name: 'a second window takes the call and gives it back',
    async break_({ jonas, press }) {
      const second = await jonas.context.newPage();
      await second.goto(jonas.page.url());
      await press(second, 'Go in');
      await jonas.page.getByText('The call is in another window of yours.').waitFor();
      await wait(2000);
      await press(jonas.page, 'Bring it here');
      await second.getByText('The call is in another window of yours.').waitFor();
      await second.close();
      return 0;
    },
    silentMs: 3000,
    counted: false,
  },
  {
    name: 'the laptop is shut for 8 s',
    async break_({ jonas }) {
      const open = shut(jonas.group);
      await wait(8000);
      open();
      return 8000;
    },
    silentMs: 4000,
  },
  {
    name: 'the clock of the house is 20 minutes ahead',
    before: ({ house }) => skewed(house, 1200),
    async break_() {
      await wait(3000);
      return 0;
    },
    after: ({ house }) => skewed(house, 0),
    silentMs: 300,
  },
];

/** Starts the house again with another clock. */
async function skewed(house, seconds) {
  await house.stop();
  house.env = seconds === 0 ? {} : { LD_PRELOAD: skewLibrary(), SKEW_S: String(seconds) };
  await house.start(house.port);
}

function skewLibrary() {
  const folder = mkdtempSync(join(tmpdir(), 'rapport-skew-'));
  const library = join(folder, 'skew.so');
  const source = new URL('skew.c', import.meta.url).pathname;
  execFileSync('cc', ['-shared', '-fPIC', '-O1', '-o', library, source, '-ldl']);
  return library;
}
