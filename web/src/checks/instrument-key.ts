// SPDX-License-Identifier: Apache-2.0
// The key inside a FHIR R4 Questionnaire, with the extension of daemon/instruments/instrument_file.h.
// What is wrong with a key is for the core to say; here only what cannot be read at all is refused.

import type {
  CutOff,
  Instrument,
  InstrumentItem,
  InstrumentRule,
  InstrumentScore,
  RuleGroup,
  SafetyItem,
} from '../core/instrument';

/** The parts of a FHIR extension that are read. */
export type Extension = {
  url?: unknown;
  valueCode?: unknown;
  valueString?: unknown;
  valueInteger?: unknown;
  valueBoolean?: unknown;
  valueDecimal?: unknown;
  valueCodeableConcept?: { coding?: { code?: unknown }[] };
  extension?: Extension[];
};

/** The parts of an item of a Questionnaire that are read. */
export type FhirItem = {
  linkId?: unknown;
  type?: unknown;
  text?: unknown;
  extension?: Extension[];
  item?: FhirItem[];
  answerOption?: { extension?: Extension[]; valueInteger?: unknown }[];
};

/** The parts of a Questionnaire that are read. */
export type FhirQuestionnaire = {
  resourceType?: unknown;
  id?: unknown;
  version?: unknown;
  title?: unknown;
  extension?: Extension[];
  item?: FhirItem[];
};

const OURS = 'https://rapport.example/fhir/StructureDefinition/';
const HL7 = 'http://hl7.org/fhir/StructureDefinition/';

/** The extensions of ours of that name. */
export function ours(list: readonly Extension[] | undefined, name: string): Extension[] {
  return (list ?? []).filter((one) => one.url === OURS + name);
}

const hl7 = (list: readonly Extension[] | undefined, name: string) =>
  list?.find((one) => one.url === HL7 + name);
const parts = (from: Extension, name: string) =>
  (from.extension ?? []).filter((one) => one.url === name);

function numberOf(from: Extension | undefined, what: string, otherwise?: number): number {
  const value = from?.valueInteger ?? from?.valueDecimal ?? otherwise;
  if (typeof value !== 'number') throw new TypeError(`questionnaire: ${what} is missing`);
  return value;
}

const part = (from: Extension, name: string, otherwise?: number) =>
  numberOf(parts(from, name)[0], name, otherwise);

function text(from: Extension, name: string): string {
  const value = parts(from, name)[0]?.valueString;
  if (typeof value !== 'string') throw new TypeError(`questionnaire: ${name} is missing`);
  return value;
}

/** One of a few codes. */
function code<T extends string>(from: Extension, name: string, codes: readonly T[]): T {
  const found = codes.find((one) => one === parts(from, name)[0]?.valueCode);
  if (found === undefined) throw new TypeError(`questionnaire: ${name} is none of ${codes}`);
  return found;
}

function range(item: FhirItem): Pick<InstrumentItem, 'min' | 'max' | 'step'> {
  if (item.type === 'choice') {
    const values = (item.answerOption ?? []).map((option) =>
      numberOf(
        hl7(option.extension, 'ordinalValue') ?? { valueInteger: option.valueInteger },
        'ordinalValue',
      ),
    );
    const [min = Number.NaN, second = Number.NaN] = values;
    return { min, max: values.at(-1) ?? Number.NaN, step: second - min };
  }
  return {
    min: numberOf(hl7(item.extension, 'minValue'), 'minValue'),
    max: numberOf(hl7(item.extension, 'maxValue'), 'maxValue'),
    step: numberOf(
      hl7(item.extension, 'questionnaire-sliderStepValue'),
      'step',
      item.type === 'integer' ? 1 : 0,
    ),
  };
}

/** Whether an item is rated. */
export const isRated = (item: FhirItem): boolean =>
  item.type === 'integer' || item.type === 'decimal' || item.type === 'choice';

function readItem(item: FhirItem): InstrumentItem {
  const flag = (name: string) => ours(item.extension, name)[0]?.valueBoolean === true;
  if (typeof item.linkId !== 'string') throw new TypeError('questionnaire: an item without id');
  return {
    id: item.linkId,
    ...range(item),
    reversed: flag('reversed'),
    unscored: flag('unscored'),
  };
}

function readScore(from: Extension): InstrumentScore {
  return {
    id: text(from, 'id'),
    how: code(from, 'how', ['mean', 'sum']),
    items: parts(from, 'item').map((one) => String(one.valueString)),
    missingMax: part(from, 'missing-max'),
    factor: part(from, 'factor', 1),
    bands: parts(from, 'band').map((one) => ({ id: text(one, 'id'), from: part(one, 'from') })),
  };
}

function readCutOff(from: Extension): CutOff {
  return {
    id: text(from, 'id'),
    score: text(from, 'score'),
    op: code(from, 'op', ['>=', '>', '<=', '<']),
    at: part(from, 'at'),
  };
}

function readSafety(from: Extension): SafetyItem {
  return { id: text(from, 'id'), item: text(from, 'item'), at: part(from, 'at') };
}

function readGroup(from: Extension): RuleGroup {
  const items = [
    ...parts(from, 'item').map((one) => ({ id: String(one.valueString), at: part(from, 'at') })),
    ...parts(from, 'item-at').map((one) => ({ id: text(one, 'item'), at: part(one, 'at') })),
  ];
  const least = part(from, 'least');
  return { id: text(from, 'id'), items, least, most: part(from, 'most', items.length) };
}

function readRule(from: Extension): InstrumentRule {
  return { id: text(from, 'id'), groups: parts(from, 'group').map(readGroup) };
}

/** Reads the key of a questionnaire. Throws TypeError where it is not as agreed. */
export function parseInstrument(value: unknown): Instrument {
  const from = value as FhirQuestionnaire | null;
  if (from?.resourceType !== 'Questionnaire' || typeof from.id !== 'string')
    throw new TypeError('questionnaire: not one');
  const all = (name: string) => ours(from.extension, name);
  return {
    id: from.id,
    version: typeof from.version === 'string' ? from.version : '',
    items: (from.item ?? []).filter(isRated).map(readItem),
    scores: all('score').map(readScore),
    cutOffs: all('cut-off').map(readCutOff),
    safety: all('safety').map(readSafety),
    rules: all('rule').map(readRule),
    noTotal: all('no-total')[0]?.valueBoolean === true,
    lowerIsBetter: all('direction')[0]?.valueCode === 'lower-is-better',
  };
}
