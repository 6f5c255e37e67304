# SPDX-License-Identifier: Apache-2.0
# The other half of bench/change_bench.c: the same pairs through the published
# formulas, as whole vectors, which is how R is fast. Only the sums are timed,
# not the reading. Usage: Rscript bench/change.R FOLDER

source("bench/row.R")
folder <- commandArgs(trailingOnly = TRUE)[1]
data <- read.csv(file.path(folder, "change.csv"))
ours <- read.csv(file.path(folder, "change-ours.csv"))
ours_s <- scan(file.path(folder, "change-time"), quiet = TRUE)

sd <- 7.7; m <- 19.7; sd2 <- 8.1; m2 <- 14.2; r <- 0.9; r2 <- 0.88; rho <- 0.55
table_of <- function(pre, post) {
    sem <- sd * sqrt(1 - r)
    sdiff <- sqrt(2) * sem
    sep <- sd * sqrt(1 - r^2)
    true1 <- (sd^2 - sem^2) / sd^2
    true2 <- (sd2^2 - sem^2) / sd2^2
    rdd <- (sd^2 * true1 + sd2^2 * true2 - 2 * sd * sd2 * rho) /
        (sd^2 + sd2^2 - 2 * sd * sd2 * rho)
    list(
        jt = (post - pre) / sdiff,
        gln = ((post - m) - r * (pre - m)) / sep,
        hll = ((post - m2) - r * (pre - m)) / sep,
        en = (post - (r * (pre - m) + m)) / sem,
        nk = (post - (r * (pre - m) + m)) /
            sqrt(r^2 * sd^2 * (1 - r) + sd^2 * (1 - r2)),
        ha = ((post - pre) * rdd + (m2 - m) * (1 - rdd)) /
            (sqrt(rdd) * HA_ERROR))
}
HA_ERROR <- sqrt(2) * sd * sqrt(1 - r)
critical <- c(jt = 1.96, gln = 1.96, hll = 1.96, en = 2, nk = 1.96, ha = 1.65)
best_s <- Inf
for (round in 1:10) {
    start <- Sys.time()
    index <- table_of(data$pre, data$post)
    way <- Map(function(x, c) sign(x) * (abs(x) > c), index, critical)
    best_s <- min(best_s, as.numeric(Sys.time() - start, units = "secs"))
}
off <- max(unlist(Map(function(x, name) max(abs(x - ours[[name]])),
                      index, names(index))))
same <- all(unlist(Map(function(w, name) all(w == ours[[paste0("way_", name)]]),
                       way, names(way))))
kept <- off <= 1e-9 && same
cat(sprintf("change: ours %.4f s, vectors of R %s %.4f s, ratio %.2f\n",
            ours_s, getRversion(), best_s, best_s / ours_s))
row(kept,
    sprintf("reliable change beside R, %d pairs, six methods", nrow(data)),
    "the same verdicts, and at most 1e-9 apart",
    sprintf("%s verdicts, %.0e apart", if (same) "the same" else "OTHER", off))
