/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/base/err.h: every way the daemon says no, in one list.
 * X(constant, HTTP status, code on the wire, sentence for a person). */
#pragma once

#define ERR_LIST(X)                                                            \
    X(ERR_OK, 200, "ok", "Done.")                                              \
    X(ERR_BAD_INPUT, 400, "bad_input",                                         \
      "Something in the request is not as it should be.")                      \
    X(ERR_SIGNED_OUT, 401, "signed_out", "Please sign in again.")              \
    X(ERR_DENIED, 403, "denied", "This is not open to you.")                   \
    X(ERR_NOT_FOUND, 404, "not_found",                                         \
      "There is nothing here, or it is not open to you.")                      \
    X(ERR_NO_METHOD, 405, "no_method", "This address does not do that.")       \
    X(ERR_CONFLICT, 409, "conflict",                                           \
      "This was already done, or something changed meanwhile.")                \
    X(ERR_GONE, 410, "gone", "This link was used, taken back or ran out.")     \
    X(ERR_TOO_LARGE, 413, "too_large", "This is too large.")                   \
    X(ERR_LONG_ADDRESS, 414, "long_address", "This address is too long.")      \
    X(ERR_TOO_OFTEN, 429, "too_often", "Too many tries. Please wait.")         \
    X(ERR_LONG_HEAD, 431, "long_head",                                         \
      "The head of this request is too long.")                                 \
    X(ERR_UNKNOWN_METHOD, 501, "unknown_method",                               \
      "This server does not know that method.")                                \
    X(ERR_OTHER_VERSION, 505, "other_version", "This server speaks HTTP/1.1.") \
    X(ERR_STORE, 503, "store",                                                 \
      "The server could not keep this just now. Nothing was half written.")    \
    X(ERR_FULL, 507, "full",                                                   \
      "The server has no room left. Nothing was half written.")                \
    X(ERR_INTERNAL, 500, "internal", "The server made a mistake.")

enum err {
#define ERR_ENUM(name, status, code, text) name,
    ERR_LIST(ERR_ENUM)
#undef ERR_ENUM
};

int err_status(enum err e);       /* the HTTP status, 200..599 */
const char *err_code(enum err e); /* stable; sent as error.code */
const char *err_text(enum err e); /* one sentence, English */
