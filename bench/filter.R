# SPDX-License-Identifier: Apache-2.0
# The other half of bench/filter_bench.c: the same series through
# stats::KalmanRun, gaps as steps without a rating. Only its runs are timed,
# not the reading. Usage: Rscript bench/filter.R FOLDER

source("bench/row.R")
folder <- commandArgs(trailingOnly = TRUE)[1]
data <- read.csv(file.path(folder, "filter.csv"))
ours <- read.csv(file.path(folder, "filter-ours.csv"))
ours_s <- scan(file.path(folder, "filter-time"), quiet = TRUE)

people <- split(data, data$person)
series <- lapply(people, function(p) {
    y <- rep(NA_real_, max(p$at))
    y[p$at] <- p$value
    y
})
model <- list(T = matrix(1), Z = 1, h = 0.8, V = matrix(0.04), a = 5,
              P = matrix(8), Pn = matrix(8))
best_s <- Inf
for (round in 1:20) {
    start <- Sys.time() # to the microsecond, unlike system.time
    runs <- lapply(series, stats::KalmanRun, mod = model, nit = 0L)
    best_s <- min(best_s, as.numeric(Sys.time() - start, units = "secs"))
}
at <- lapply(people, `[[`, "at")
mean <- unlist(Map(function(run, at) run$states[at], runs, at))
surprise <- unlist(Map(function(run, at) run$resid[at], runs, at))

stopifnot(length(mean) == nrow(ours),
          identical(is.na(unname(surprise)), is.na(ours$surprise)))
off <- max(abs(mean - ours$mean), abs(surprise - ours$surprise), na.rm = TRUE)
kept <- off <= 1e-9 && ours_s < best_s
cat(sprintf("filter: ours %.4f s, stats::KalmanRun of R %s %.4f s\n",
            ours_s, getRversion(), best_s))
row(kept,
    sprintf("the filter beside R, %d people, %d sessions", length(people),
            nrow(data)),
    "faster, and at most 1e-9 apart",
    sprintf("%.1f times as fast, %.0e apart", best_s / ours_s, off))
