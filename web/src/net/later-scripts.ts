// SPDX-License-Identifier: Apache-2.0
// Scripts that come after the first page are held against the hashes the page was built with, before
// any of them runs. `integrity` on a script does not cover what it imports; a module that was
// preloaded with a hash does, because the import then takes that very module.

let checked: Promise<void> | null = null;

/** Fetches and checks every later script, once. Rejects when one is not as built, or the line fails;
 * then it may be tried again. */
export function checkLaterScripts(): Promise<void> {
  checked ??= checkAll().catch((error: unknown) => {
    checked = null;
    throw error;
  });
  return checked;
}

async function checkAll(): Promise<void> {
  const named = [...document.querySelectorAll<HTMLLinkElement>('link[rel="later"]')];
  const supported = document.createElement('link').relList?.supports('modulepreload') === true;
  await Promise.all(
    named.map(async ({ href, integrity }) => {
      // First by fetch: a failed preload could not be repeated without loading the page again.
      const response = await fetch(href, { integrity, credentials: 'same-origin' });
      if (!response.ok) throw new Error(`${href} answered ${response.status}`);
      await response.arrayBuffer();
      if (supported) await preload(href, integrity);
    }),
  );
}

function preload(href: string, integrity: string): Promise<void> {
  return new Promise((done, fail) => {
    const link = document.createElement('link');
    link.rel = 'modulepreload';
    link.href = href;
    link.integrity = integrity;
    link.onload = () => done();
    link.onerror = () => fail(new Error(`${href} is not as it was built`));
    document.head.append(link);
  });
}
