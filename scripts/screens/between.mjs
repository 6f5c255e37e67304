// SPDX-License-Identifier: Apache-2.0
// What lies between sessions: the journal, a therapist's notes, a couple, and a key that changed.

import { follow, heading, press, slide } from '../../tests/browser/people.mjs';
import { open, signIn } from './shoot.mjs';

/** Walks the sample practice that `house` runs on. */
export async function between(browser, house, people, camera) {
  const mara = await open(browser, house);
  await signIn(mara, people.therapist);
  const elin = await open(browser, house);
  await signIn(elin, people.clients[0]);
  await journal(elin, camera);
  await notes(mara, camera);
  await couple(browser, house, mara, people.couple, camera);
  await changedKey(elin, camera);
  await elin.context().close();
  await mara.context().close();
}

async function journal(page, { shoot, whole }) {
  await page.goto('/journal');
  await page.locator('.entry').nth(2).waitFor();
  await shoot(page, 'journal');
  await shoot(page, 'journal-entries', page.locator('.journal-day').first());
  await whole(page, 'journal');
  await page
    .getByLabel('What is on your mind?')
    .fill('Rain on the roof, and nobody wants anything.');
  await slide(page, 'How do you feel right now?', 7);
  await page.getByRole('textbox', { name: 'Tags' }).fill('night');
  await shoot(page, 'journal-writing');
  await page.getByLabel('What is on your mind?').fill('');
  await page.locator('.entry').first().getByRole('button', { name: 'Show it' }).click();
  await page.getByRole('dialog').waitFor();
  await shoot(page, 'journal-showing');
  await page.keyboard.press('Escape');
  await page.locator('.entry').first().getByRole('button', { name: 'Delete' }).click();
  await shoot(page, 'journal-deleting');
  await page.keyboard.press('Escape');
}

async function notes(page, { shoot }) {
  await page.goto('/');
  await follow(page, 'Your notes beside Elin Sandberg');
  await page.locator('.entry').first().waitFor();
  await shoot(page, 'notes');
  await page.getByRole('radio', { name: 'SOAP' }).check();
  await shoot(page, 'notes-template', page.getByRole('radio', { name: 'SOAP' }));
  await shoot(page, 'notes-entry', page.locator('.entry').first());
  await page.goto('/');
  await page.getByRole('link', { name: 'Elin Sandberg', exact: true }).click();
  const shown = page.getByRole('heading', { name: /’s journal/ });
  await shown.waitFor();
  await shoot(page, 'our-work-shown', shown);
  const words = page.locator('summary', { hasText: 'Safety words' });
  await words.click();
  await page.locator('.safety-words').waitFor();
  await shoot(page, 'safety-words', words);
}

async function couple(browser, house, mara, [liv], { shoot, whole }) {
  await mara.goto('/');
  const both = mara.getByRole('link', { name: /Ekholm and/ }).first();
  await both.waitFor();
  await shoot(mara, 'caseload-couple', both);
  await both.click();
  await heading(mara, 'Our joint space');
  await mara.locator('.space-words li').nth(2).waitFor();
  await shoot(mara, 'space-therapist');
  await press(mara, 'Write it anew');
  await shoot(mara, 'policy-writing', mara.getByRole('heading', { name: 'How we hold secrets' }));
  const page = await open(browser, house);
  await signIn(page, liv);
  await heading(page, /Good /);
  await page.waitForTimeout(800);
  await shoot(page, 'today-couple');
  await follow(page, 'Our space');
  await page.locator('.space-words li').nth(2).waitFor();
  await page.getByRole('link', { name: /^Private space/ }).waitFor();
  await shoot(page, 'space-joint');
  await shoot(page, 'space-joint-writing', page.getByLabel(/^Write to/));
  await whole(page, 'space-joint');
  await follow(page, /^Private space/);
  await page.locator('.space-words li').first().waitFor();
  await shoot(page, 'space-private');
  await press(page, 'End my part in this');
  await shoot(page, 'space-leaving');
  await page.context().close();
}

/** A server that hands out another key for the therapist. */
async function changedKey(page, { shoot }) {
  await page.route('**/api/alliances', async (route) => {
    const answer = await route.fetch();
    const body = await answer.json();
    for (const alliance of body.alliances) {
      const mine = alliance.members.find(({ role }) => role === 'client');
      const theirs = alliance.members.find(({ role }) => role === 'therapist');
      if (mine && theirs) theirs.public_key = mine.public_key;
    }
    await route.fulfill({ response: answer, json: body });
  });
  await page.goto('/');
  await follow(page, 'Messages');
  await page
    .getByText(/The key of .* has changed/)
    .first()
    .waitFor();
  await page.waitForTimeout(3000);
  await shoot(page, 'key-changed');
}
