// SPDX-License-Identifier: Apache-2.0
// A FHIR R4 Questionnaire of content/instruments, read for two readers: the core gets the key, the
// page gets the words. Only the subset our own files use; anything else is refused loudly.

import type { Instrument } from '../core/core-types';
import { fields, list } from '../net/read';

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

type Extension = {
  url?: unknown;
  valueCode?: unknown;
  valueString?: unknown;
  valueInteger?: unknown;
  valueBoolean?: unknown;
  valueDecimal?: unknown;
  valueCodeableConcept?: { coding?: { code?: unknown }[] };
  extension?: Extension[];
};

type FhirItem = {
  linkId?: unknown;
  type?: unknown;
  text?: unknown;
  extension?: Extension[];
  item?: FhirItem[];
};

const ours = 'https://rapport.example/fhir/StructureDefinition/';

function ends(url: unknown, name: string): boolean {
  return typeof url === 'string' && url.split('/').at(-1) === name;
}

function whole(list: Extension[] | undefined, name: string, otherwise: number | null): number {
  const value = list?.find((e) => ends(e.url, name))?.valueInteger ?? otherwise;
  if (!Number.isInteger(value)) throw new TypeError(`questionnaire: ${name} is missing`);
  return value as number;
}

function end(item: FhirItem, which: string): string {
  const found = item.item?.find((part) =>
    part.extension?.some((e) => e.valueCodeableConcept?.coding?.some((c) => c.code === which)),
  );
  return typeof found?.text === 'string' ? found.text : '';
}

function score(from: Extension): Instrument['scores'][number] {
  const parts = from.extension ?? [];
  const how = parts.find((p) => p.url === 'how')?.valueCode;
  const id = parts.find((p) => p.url === 'id')?.valueString;
  if (typeof id !== 'string' || (how !== 'mean' && how !== 'sum'))
    throw new TypeError('questionnaire: a score without id or rule');
  return {
    id,
    how,
    items: parts.filter((p) => p.url === 'item').map((p) => String(p.valueString)),
    missingMax: whole(parts, 'missing-max', 0),
  };
}

/** Reads one questionnaire. Throws TypeError saying what is not as agreed. */
export function parseQuestionnaire(value: unknown): Questionnaire {
  const from = value as {
    resourceType?: unknown;
    id?: unknown;
    title?: unknown;
    extension?: Extension[];
    item?: FhirItem[];
  } | null;
  if (from?.resourceType !== 'Questionnaire' || typeof from.id !== 'string')
    throw new TypeError('questionnaire: not one');
  const items: Instrument['items'][number][] = [];
  const questions: Question[] = [];
  let open = '';
  for (const item of from.item ?? []) {
    if (typeof item.linkId !== 'string' || typeof item.text !== 'string')
      throw new TypeError('questionnaire: an item without id or text');
    if (item.type === 'integer') {
      items.push({
        id: item.linkId,
        min: whole(item.extension, 'minValue', null),
        max: whole(item.extension, 'maxValue', null),
        step: whole(item.extension, 'questionnaire-sliderStepValue', 1),
        reversed: item.extension?.find((e) => ends(e.url, 'reversed'))?.valueBoolean === true,
      });
      questions.push({
        id: item.linkId,
        text: item.text,
        ends: [end(item, 'lower'), end(item, 'upper')],
      });
    } else if (item.type === 'text') open = item.text;
    else throw new TypeError(`questionnaire: cannot show an item of type ${String(item.type)}`);
  }
  const extensions = from.extension ?? [];
  return {
    id: from.id,
    title: typeof from.title === 'string' ? from.title : '',
    unvalidated: extensions.some(
      (e) => e.url === `${ours}validation` && e.valueCode === 'unvalidated',
    ),
    questions,
    open,
    instrument: {
      id: from.id,
      items,
      scores: extensions.filter((e) => e.url === `${ours}score`).map(score),
    },
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
