// SPDX-License-Identifier: Apache-2.0
// A FHIR R4 Questionnaire of content/instruments, read for two readers: the core gets the key, the
// page gets the words. Only the subset our own files use; anything else is refused loudly.

import type { Instrument } from '../core/instrument';
import { fields, list } from '../net/read';
import { type FhirItem, type FhirQuestionnaire, ours, parseInstrument } from './instrument-key';

/** One thing to be rated, in words. */
export type Question = { id: string; text: string; ends: readonly [least: string, most: string] };

/** A questionnaire as the page shows it and the core scores it. */
export type Questionnaire = {
  id: string;
  title: string;
  /** True where nobody has tested it on people; said wherever its numbers are shown. */
  unvalidated: boolean;
  questions: Question[];
  /** The one open question; '' when there is none. */
  open: string;
  instrument: Instrument;
};

function end(item: FhirItem, which: string): string {
  const found = item.item?.find((part) =>
    part.extension?.some((e) => e.valueCodeableConcept?.coding?.some((c) => c.code === which)),
  );
  return typeof found?.text === 'string' ? found.text : '';
}

/** Reads one questionnaire. Throws TypeError saying what is not as agreed. */
export function parseQuestionnaire(value: unknown): Questionnaire {
  const from = value as FhirQuestionnaire;
  const instrument = parseInstrument(value);
  const questions: Question[] = [];
  let open = '';
  for (const item of from.item ?? []) {
    if (typeof item.linkId !== 'string' || typeof item.text !== 'string')
      throw new TypeError('questionnaire: an item without id or text');
    if (item.type === 'integer')
      questions.push({
        id: item.linkId,
        text: item.text,
        ends: [end(item, 'lower'), end(item, 'upper')],
      });
    else if (item.type === 'text') open = item.text;
    else throw new TypeError(`questionnaire: cannot show an item of type ${String(item.type)}`);
  }
  return {
    id: instrument.id,
    title: typeof from.title === 'string' ? from.title : '',
    unvalidated: ours(from.extension, 'validation')[0]?.valueCode === 'unvalidated',
    questions,
    open,
    instrument,
  };
}

/** Reads `GET /api/instruments`; questionnaires this client cannot show are left out. */
export function parseQuestionnaires(value: unknown): Questionnaire[] {
  return list(fields(value, 'answer'), 'instruments').flatMap((entry) => {
    try {
      return [parseQuestionnaire(entry)];
    } catch {
      return [];
    }
  });
}
