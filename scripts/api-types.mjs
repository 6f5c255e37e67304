// SPDX-License-Identifier: Apache-2.0
// Writes web/src/net/api-types.ts from docs/openapi.json.
//   node scripts/api-types.mjs           writes the file
//   node scripts/api-types.mjs --check   exits 1 when the file is stale
// Knows the part of JSON Schema that our file uses, and refuses the rest
// instead of guessing.

import { readFileSync, writeFileSync } from 'node:fs';

const source = new URL('../docs/openapi.json', import.meta.url);
const target = new URL('../web/src/net/api-types.ts', import.meta.url);
const schemaPrefix = '#/components/schemas/';
const width = 100;

/** Words that narrow a value without changing its TypeScript type. */
const narrowing = new Set(['minimum', 'maximum', 'minLength', 'maxLength', 'maxItems', 'pattern']);
const known = new Set([
  '$ref',
  'type',
  'enum',
  'oneOf',
  'items',
  'properties',
  'required',
  'additionalProperties',
  'description',
  ...narrowing,
]);

const pad = (depth) => '  '.repeat(depth);
const quote = (text) => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
const literal = (value) => (value === null ? 'null' : quote(value));

function scalarType(name) {
  const names = { string: 'string', integer: 'number', boolean: 'boolean', null: 'null' };
  if (!(name in names)) throw new Error(`no TypeScript for type ${name}`);
  return names[name];
}

function objectType(schema, depth) {
  const fields = Object.entries(schema.properties ?? {});
  if (fields.length === 0) {
    return schema.additionalProperties === false
      ? 'Record<string, never>'
      : 'Record<string, unknown>';
  }
  const required = new Set(schema.required ?? []);
  const parts = fields.map(
    ([name, field]) => `${name}${required.has(name) ? '' : '?'}: ${typeOf(field, depth + 1)}`,
  );
  const line = `{ ${parts.join('; ')} }`;
  if (line.length <= width / 2 && !line.includes('\n')) return line;
  return `{\n${parts.map((part) => `${pad(depth + 1)}${part};\n`).join('')}${pad(depth)}}`;
}

/** The TypeScript type of a schema, indented for `depth`. */
function typeOf(schema, depth) {
  for (const word of Object.keys(schema)) {
    if (!known.has(word)) throw new Error(`unknown word ${word} in a schema`);
  }
  if (schema.$ref !== undefined) {
    if (!schema.$ref.startsWith(schemaPrefix)) throw new Error(`unknown $ref ${schema.$ref}`);
    return schema.$ref.slice(schemaPrefix.length);
  }
  if (schema.oneOf !== undefined) return schema.oneOf.map((one) => typeOf(one, depth)).join(' | ');
  if (schema.enum !== undefined) return schema.enum.map(literal).join(' | ');
  const types = [schema.type].flat();
  return types
    .map((type) => {
      if (type === 'object') return objectType(schema, depth);
      if (type !== 'array') return scalarType(type);
      const item = typeOf(schema.items, depth);
      return schema.items.type !== 'object' && item.includes(' | ') ? `(${item})[]` : `${item}[]`;
    })
    .join(' | ');
}

function jsonSchema(content) {
  return content.content['application/json'].schema;
}

function render(api) {
  const out = [
    '// SPDX-License-Identifier: Apache-2.0',
    '// Made by scripts/api-types.mjs from docs/openapi.json. Change that file, not this one.',
    '',
  ];
  for (const [name, schema] of Object.entries(api.components.schemas)) {
    out.push(`/** ${schema.description ?? `${name}, as in docs/openapi.json.`} */`);
    const type = typeOf(schema, 0);
    const line = `export type ${name} = ${type};`;
    const long = schema.enum !== undefined && line.length > width;
    out.push(long ? `export type ${name} =\n  | ${type.replaceAll(' | ', '\n  | ')};` : line, '');
  }
  out.push('/** Every call: what it takes and what it answers. */', 'export type Api = {');
  for (const [path, item] of Object.entries(api.paths)) {
    for (const [method, op] of Object.entries(item)) {
      const body = op.requestBody === undefined ? 'null' : typeOf(jsonSchema(op.requestBody), 2);
      const answer = typeOf(jsonSchema(op.responses[200]), 2);
      const query = (op.parameters ?? []).filter((one) => one.in === 'query');
      out.push(`  /** ${op.summary}. */`, `  ${quote(`${method.toUpperCase()} ${path}`)}: {`);
      for (const one of query) {
        out.push(`    ${one.name}${one.required ? '' : '?'}: ${typeOf(one.schema, 2)};`);
      }
      out.push(`    body: ${body};`, `    answer: ${answer};`, '  };');
    }
  }
  out.push('};', '');
  return out.join('\n');
}

const text = render(JSON.parse(readFileSync(source, 'utf8')));
if (process.argv.includes('--check')) {
  let present = '';
  try {
    present = readFileSync(target, 'utf8');
  } catch {
    // An absent file is a stale one.
  }
  if (present !== text) {
    console.error('web/src/net/api-types.ts is stale: run node scripts/api-types.mjs');
    process.exit(1);
  }
} else {
  writeFileSync(target, text);
}
