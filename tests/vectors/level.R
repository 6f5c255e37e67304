# SPDX-License-Identifier: Apache-2.0
# Writes the expectations of level.json:
#
#   Rscript tests/vectors/level.R > tests/vectors/level.json
#
# No recursion of ours. With a known error variance the numbers are those of
# stats::KalmanRun, gaps as steps without a rating. With a learnt one they come
# from the joint distribution of all ratings up to t at once: x given V is
# N(m0 1, V K), so V's posterior guess is (n0 S0 + (x-m0)' K^-1 (x-m0)) /
# (n0 + N), and the level is the usual conditional mean.

posterior <- function(p, x, at, upto, now) {
    own <- which(!is.na(x) & seq_along(x) <= upto)
    elapsed <- at[own]
    p0 <- p$priorVar / p$errorVar
    w <- p$driftVar / p$errorVar
    k_now <- p0 + w * now
    if (length(own) == 0)
        return(list(mean = p$priorMean, errorVar = p$errorVar,
                    weight = p$errorWeight, var = p$errorVar * k_now))
    level <- p0 + w * outer(elapsed, elapsed, pmin)
    k <- level + diag(length(own))
    cross <- p0 + w * pmin(elapsed, now)
    e <- x[own] - p$priorMean
    n <- p$errorWeight + length(own)
    s <- if (is.infinite(n)) p$errorVar else
        (p$errorWeight * p$errorVar + sum(e * solve(k, e))) / n
    list(mean = p$priorMean + sum(cross * solve(k, e)), errorVar = s,
         weight = n, var = s * (k_now - sum(cross * solve(k, cross))))
}

points_of <- function(p, x, gaps) {
    at <- cumsum(gaps)
    lapply(seq_along(x), function(t) {
        before <- posterior(p, x, at, t - 1, at[t])
        after <- posterior(p, x, at, t, at[t])
        q <- before$var + before$errorVar
        list(forecast = before$mean, forecastVar = q,
             surprise = if (is.na(x[t])) NA else
                 (x[t] - before$mean) / sqrt(q),
             df = before$weight, mean = after$mean, var = after$var,
             errorVar = after$errorVar)
    })
}

# stats::KalmanRun for whole gaps and a known variance: levels and surprises.
kalman <- function(p, x, gaps) {
    at <- cumsum(gaps) - gaps[1] + 1
    y <- rep(NA_real_, max(at))
    y[at] <- x
    run <- stats::KalmanRun(y, list(
        T = matrix(1), Z = 1, h = p$errorVar, V = matrix(p$driftVar),
        a = p$priorMean, P = matrix(p$priorVar),
        Pn = matrix(p$priorVar + p$driftVar * gaps[1])), nit = 0L,
        update = TRUE)
    list(mean = run$states[at], surprise = run$resid[at],
         var = attr(run, "mod")$P[1, 1])
}

number <- function(v) if (is.na(v)) "null" else
    if (is.infinite(v)) '"infinity"' else sprintf("%.17g", v)
object <- function(l) paste0("{", paste(sprintf('"%s": %s', names(l),
    vapply(l, number, "")), collapse = ", "), "}")
list_of <- function(v) paste0("[", paste(v, collapse = ", "), "]")

case <- function(name, source, p, x, gaps, missing = "missing") {
    points <- points_of(p, x, gaps)
    if (is.infinite(p$errorWeight) && all(gaps[-1] >= 1) &&
        all(gaps == floor(gaps))) {
        k <- kalman(p, x, gaps)
        stopifnot(all.equal(k$mean, vapply(points, `[[`, 0, "mean"),
                            tolerance = 1e-12),
                  all.equal(k$surprise, vapply(points, `[[`, 0, "surprise"),
                            tolerance = 1e-12),
                  all.equal(k$var, points[[length(points)]]$var,
                            tolerance = 1e-12))
        for (i in seq_along(points)) {
            points[[i]]$mean <- k$mean[i]
            points[[i]]$surprise <- k$surprise[i]
        }
    }
    ratings <- ifelse(is.na(x), sprintf('"%s"', missing), sprintf("%.17g", x))
    paste0('    {\n      "name": "', name, '",\n      "source": "', source,
           '",\n      "params": ', object(p), ',\n      "ratings": ',
           list_of(ratings), ',\n      "gaps": ',
           list_of(vapply(gaps, number, "")), ',\n      "points": [\n        ',
           paste(vapply(points, object, ""), collapse = ",\n        "),
           "\n      ]\n    }")
}

params <- function(v, n, w, m, c) list(errorVar = v, errorWeight = n,
                                       driftVar = w, priorMean = m,
                                       priorVar = c)
nile <- as.numeric(datasets::Nile)[1:30]
ten <- c(5.2, 5.4, 5.3, 5.6, 5.5, 5.7, 3.9, 5.5, 5.8, 5.9)
holes <- c(7, NA, 6.5, 8, NA, NA, 9, 4, 7.5, 7)
uneven <- c(0, 1, 2, 0.5, 0, 3.25, 1, 1, 7, 0.125)
kalman_said <- "stats::KalmanRun of R, gaps as steps without a rating"
joint_said <- "the joint normal-gamma distribution of all ratings, solved in R"
cases <- c(
    case("the Nile with the variances of Durbin and Koopman", paste(kalman_said,
         "; data and variances: Durbin and Koopman 2012, section 2.2"),
         params(15099, Inf, 1469.1, 1000, 1e6), nile, rep(1, 30)),
    case("known error, missing ratings", kalman_said,
         params(0.8, Inf, 0.05, 6, 3), holes, rep(1, 10)),
    case("known error, sessions two to five weeks apart", kalman_said,
         params(0.8, Inf, 0.05, 6, 3), ten, c(0, 1, 2, 5, 1, 1, 3, 1, 2, 2)),
    case("known error, gaps that are no whole numbers", joint_said,
         params(0.8, Inf, 0.05, 6, 3), holes, uneven, "declined"),
    case("learnt error, every session rated", joint_said,
         params(0.8, 10, 0.05, 6, 3), ten, c(0, rep(1, 9))),
    case("learnt error, holes and uneven gaps", joint_said,
         params(0.8, 10, 0.05, 6, 3), holes, uneven),
    case("learnt error from little trust, no drift", joint_said,
         params(2, 1, 0, 5, 8.3333333333333339), ten, rep(1, 10)),
    case("learnt error, level known at the start", joint_said,
         params(0.5, 4, 0.1, 5, 0), ten, c(0, rep(1, 9))),
    case("one rating", "one normal prior and one rating, in R",
         params(0.8, 10, 0.04, 5, 8.3333333333333339), 9, 0),
    case("a constant series", joint_said,
         params(0.8, 10, 0.04, 5, 8.3333333333333339), rep(8, 12),
         c(0, rep(1, 11))),
    case("nobody answers", "the prior and its drift",
         params(0.8, 10, 0.04, 5, 1), rep(NA_real_, 3), c(0, 1, 2)))

set.seed(20261125)
long <- round(pmin(10, pmax(0, 6 + cumsum(rnorm(80, 0, 0.3)) + rnorm(80))), 1)
long[sample(80, 15)] <- NA
cases <- c(cases, case("eighty made-up sessions", joint_said,
    params(0.8, 10, 0.04, 5, 8.3333333333333339), long,
    c(0, sample(c(0.5, 1, 1, 1, 2, 4), 79, replace = TRUE))))

# One-way analysis of variance with random people, by stats::aov, and a line
# through the squared differences, by stats::lm.
site <- function(name, people, least) {
    first <- lapply(people, function(p) head(p$x, 3))
    d <- data.frame(x = unlist(first), who = factor(rep(seq_along(first),
                    lengths(first))))
    ms <- summary(stats::aov(x ~ who, d))[[1]][["Mean Sq"]]
    n <- lengths(first)
    a <- length(n)
    n0 <- (sum(n) - sum(n^2) / sum(n)) / (a - 1)
    pairs <- do.call(rbind, lapply(people, function(p) {
        if (length(p$x) < 2)
            return(NULL)
        k <- t(combn(length(p$x), 2))
        k <- k[k[, 2] - k[, 1] <= 5, , drop = FALSE]
        data.frame(g = p$t[k[, 2]] - p$t[k[, 1]],
                   d = (p$x[k[, 2]] - p$x[k[, 1]])^2)
    }))
    line <- unname(coef(stats::lm(d ~ g, pairs)))
    known <- sum(lengths(lapply(people, `[[`, "x")) >= 3) >= least &&
        !is.na(line[2]) && line[2] >= 0 && line[1] > 0
    result <- list(people = a, ratings = sum(n),
                   mean = mean(vapply(first, mean, 0)),
                   betweenVar = max(0, (ms[1] - ms[2]) / n0),
                   withinVar = ms[2],
                   driftVar = if (known) line[2] else NA,
                   errorVar = if (known) line[1] / 2 else NA)
    paste0('    {\n      "name": "', name, '",\n      "source": ',
           '"stats::aov and stats::lm of R",\n      "peopleLeast": ', least,
           ',\n      "people": [\n        ',
           paste(vapply(people, function(p) sprintf(
               '{"values": %s, "times": %s}', list_of(vapply(p$x, number, "")),
               list_of(vapply(p$t, number, ""))), ""),
               collapse = ",\n        "),
           '\n      ],\n      "expect": ', object(result), "\n    }")
}
person <- function(sessions, between = 1, drift = 0.4) {
    at <- cumsum(sample(c(1, 1, 1, 2, 3), sessions, replace = TRUE))
    level <- rnorm(1, 7, between) + cumsum(rnorm(sessions, 0, drift *
                                                 sqrt(c(0, diff(at)))))
    list(x = round(level + rnorm(sessions, 0, 0.7), 1), t = at)
}
sites <- c(
    site("thirty people, one to twelve ratings each",
         lapply(sample(1:12, 30, replace = TRUE), person), 20),
    site("all people alike: nothing between them",
         lapply(rep(5, 8), function(n) {
             at <- seq_len(n)
             list(x = sample(c(5, 6, 7, 8, 9)), t = at)
         }), 8),
    site("two ratings each tell nothing of drift",
         lapply(rep(2, 25), person), 20))
cat('{\n  "about": "The filter of core/level.h and the site\'s numbers of ',
    'core/level_prior.h. Written by level.R.",\n  "cases": [\n',
    paste(cases, collapse = ",\n"), '\n  ],\n  "sites": [\n',
    paste(sites, collapse = ",\n"), "\n  ]\n}\n", sep = "")
