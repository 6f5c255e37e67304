/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/base/err.h"

#include <stddef.h>

static const struct {
    int status;
    const char *code;
    const char *text;
} table[] = {
#define ERR_ROW(name, status, code, text) [name] = { status, code, text },
    ERR_LIST(ERR_ROW)
#undef ERR_ROW
};

int err_status(enum err e)
{
    return table[e].status;
}

const char *err_code(enum err e)
{
    return table[e].code;
}

const char *err_text(enum err e)
{
    return table[e].text;
}
