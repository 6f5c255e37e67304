/* SPDX-License-Identifier: Apache-2.0 */
/* tests/daemon/schema.h: does a JSON value have the shape that
 * docs/openapi.json says? Knows the words of JSON Schema that the file uses,
 * and fails the test for any other instead of skipping it. */
#pragma once

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

/* The file. The caller owns it. */
json_t *schema_load_api(void);

/* The operation, "get" of "/api/visits/{id}"; NULL when there is none. Lent. */
json_t *schema_operation(json_t *api, const char *method, const char *path);

/* The schema of its answer, or of its body (NULL when it takes none). Lent. */
json_t *schema_of_answer(json_t *operation);
json_t *schema_of_body(json_t *operation);

/* True when value has the shape; else why[200] says where it has not. */
bool schema_holds(json_t *api, json_t *schema, json_t *value,
                  char why[static 200]);
