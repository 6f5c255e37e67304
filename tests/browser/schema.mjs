// SPDX-License-Identifier: Apache-2.0
// The small part of JSON Schema that docs/archive.schema.json uses, so that tests need no library.

import { readFileSync } from 'node:fs';

const schema = JSON.parse(
  readFileSync(new URL('../../docs/archive.schema.json', import.meta.url), 'utf8'),
);

/** What is wrong with an archive.json, as lines "place: what"; empty is good. */
export function checkArchive(value) {
  return [...check(schema, value, 'archive')];
}

function* check(rule, value, place) {
  if (rule.$ref) return yield* check(schema.$defs[rule.$ref.slice(8)], value, place);
  if (rule.anyOf) {
    const tries = rule.anyOf.map((one) => [...check(one, value, place)]);
    if (!tries.some((found) => found.length === 0)) yield* tries[0];
    return;
  }
  if ('const' in rule && value !== rule.const) yield `${place}: not ${rule.const}`;
  if (rule.enum && !rule.enum.includes(value)) yield `${place}: ${value} is not among ${rule.enum}`;
  if (rule.type && ![rule.type].flat().some((type) => isA(type, value))) {
    yield `${place}: not ${rule.type}`;
    return;
  }
  if (Array.isArray(value) && rule.items)
    for (const [at, item] of value.entries()) yield* check(rule.items, item, `${place}[${at}]`);
  for (const name of rule.required ?? []) if (!(name in value)) yield `${place}: no ${name}`;
  if (isA('object', value) && rule.properties)
    for (const [name, item] of Object.entries(value))
      if (rule.properties[name]) yield* check(rule.properties[name], item, `${place}.${name}`);
      else if (rule.additionalProperties === false) yield `${place}: ${name} is unknown`;
}

function isA(type, value) {
  if (type === 'null') return value === null;
  if (type === 'array') return Array.isArray(value);
  if (type === 'integer') return Number.isInteger(value);
  if (type === 'object')
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  return typeof value === type;
}
