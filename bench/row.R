# SPDX-License-Identifier: Apache-2.0
# What came out of a promise: one line for whoever looks on, and one row for
# the table of docs/speed.md (scripts/bench.sh collects them). Texts without
# quotes. Ends the script, with a status that says whether it was kept.

row <- function(kept, what, promised, measured) {
    cat(sprintf("%s: %s (promised: %s): %s\n", what, measured, promised,
                if (kept) "kept" else "BROKEN"))
    path <- Sys.getenv("BENCH_ROWS")
    if (nzchar(path))
        cat(sprintf(paste0('{"what": "%s", "promised": "%s", ',
                           '"measured": "%s", "kept": %s}\n'),
                    what, promised, measured, tolower(kept)),
            file = path, append = TRUE)
    quit(status = if (kept) 0 else 1)
}
