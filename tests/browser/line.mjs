// SPDX-License-Identifier: Apache-2.0
// A person's line, made bad on purpose by the browser's own emulation. It reaches voice and picture only
// when it was there before the connection was made, so a line is armed before its page opens the room.

/** A line as it is: nothing in the way that anybody would notice. */
const good = { latency: 1, downloadThroughput: -1, uploadThroughput: -1, packetLoss: 0 };

/**
 * Arms the line of one page. `set` takes what is bad about it: `loss` in percent of the packets, `kbit`
 * in kbit/s each way, `delayMs` each way, `blocked` for nothing at all (the live socket stays, as the
 * browser cannot cut one that is open). Everything not named is good again.
 */
export async function armLine(page) {
  const session = await page.context().newCDPSession(page);
  await session.send('Network.enable');
  const set = async ({ loss = 0, kbit = null, delayMs = 1, blocked = false } = {}) => {
    const rate = kbit === null ? -1 : (kbit * 1000) / 8;
    await session.send('Network.emulateNetworkConditionsByRule', {
      offline: blocked,
      matchedNetworkConditions: [
        {
          ...good,
          urlPattern: '',
          latency: delayMs,
          downloadThroughput: rate,
          uploadThroughput: rate,
          packetLoss: blocked ? 100 : loss,
        },
      ],
    });
  };
  await set();
  return { set };
}
