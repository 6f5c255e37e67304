// SPDX-License-Identifier: Apache-2.0
// What happens before the first page is drawn: the words, then the house. The line is not waited for.

import { keepProgram } from '../net/worker-url';
import { chooseLanguage, loadLanguage } from '../ui/text';
import { keptLanguage } from './languages';
import { createServices, type Services } from './services';

/** Speaks the reader's language and starts the models. */
export async function startHouse(): Promise<Services> {
  const services = createServices();
  const wanted = [keptLanguage(services.shelf), ...navigator.languages];
  const language = chooseLanguage(wanted.filter((tag) => tag !== ''));
  await loadLanguage(language, (path) => services.http.get(path));
  document.documentElement.lang = language.code;
  document.documentElement.dir = language.direction;
  void services.accounts.start();
  addEventListener('load', keepProgram, { once: true });
  if (document.readyState === 'complete') keepProgram();
  return services;
}
