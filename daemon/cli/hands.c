/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/cli/hands.h"

#include <sodium.h>
#include <stdio.h>

#include "daemon/base/config.h"
#include "daemon/cli/copy_file.h"
#include "daemon/cli/data_dir.h"
#include "daemon/cli/house.h"
#include "daemon/keeper/keeper.h"
#include "daemon/store/store.h"
#include "daemon/store/writer.h"

enum { PATH_ROOM = 4096 };

bool hands_open(struct hands *h, const struct config *c, bool with_writer)
{
    char keys[PATH_ROOM], keystore[PATH_ROOM];

    if (!data_dir_check(c->data, false) || sodium_init() < 0 ||
        !path_join(keys, sizeof keys, c->data, "keys") ||
        !path_join(keystore, sizeof keystore, keys, "keystore.db"))
        return false;
    if (!file_exists(keystore)) {
        fprintf(stderr, "There is no house in %s.\n", c->data);
        return false;
    }
    h->keeper = keeper_open(keys, c);
    h->store = h->keeper ? store_open(c->store) : NULL;
    h->db = h->store ? store_connect(h->store) : NULL;
    if (h->db && store_version(h->db) < house_migrations_count) {
        fprintf(stderr, "This store is of an older version. Start the house "
                        "once; that brings it up to date.\n");
        return false;
    }
    if (h->db && with_writer)
        h->writer = writer_start(h->store);
    return h->db && (h->writer || !with_writer);
}

void hands_close(struct hands *h)
{
    if (h->writer)
        writer_stop(h->writer);
    store_disconnect(h->db);
    if (h->store)
        store_close(h->store);
    keeper_close(h->keeper);
}
