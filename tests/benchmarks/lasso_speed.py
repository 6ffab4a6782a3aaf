#!/usr/bin/env python3
"""CPU seconds of a lasso path with 10-fold cross-validation: cv.glmnet on the pooled table, and Osteon's.

usage: OSTEON_SHARED=DIR lasso_speed.py LASSO_BENCHMARK [DATA [PAIRS]]

LASSO_BENCHMARK is the program of that name; DATA is a golden table [syn1500]. Needs Rscript with the package
glmnet (Debian: r-cran-glmnet). Runs are made in turn, PAIRS [5] of them, so that a busy machine is unfair to
neither; only the computation is timed, not reading. glmnet (thresh 1e-10) computes all 100 penalties, or, in the
second column, ends at the same number of coefficients (dfmax n/6) as Osteon does; Osteon's time is that of all
sites and the coordinator together, every fit certified.
"""
import os
import pathlib
import statistics
import subprocess
import sys

RATIO = {"syn1500": 0.05}

GLMNET = """
library(glmnet)
a <- commandArgs(trailingOnly = TRUE)
t <- read.csv(file.path(a[1], paste0(a[2], ".csv")))
x <- as.matrix(t[, grep("^f[0-9]{4}$", names(t))])
fold <- read.csv(file.path(a[1], paste0(a[2], "_folds.csv")))$fold10
seconds <- function(...) {
  before <- proc.time()
  cv.glmnet(x, t$y, family = "binomial", foldid = fold, lambda.min.ratio = as.numeric(a[3]), thresh = 1e-10, ...)
  after <- proc.time() - before
  after[["user.self"]] + after[["sys.self"]]
}
cat(seconds(), seconds(dfmax = nrow(x) %/% 6), "\n")
"""


def numbers(arguments):
    answer = subprocess.run(arguments, check=True, capture_output=True, text=True)
    return [float(number) for number in answer.stdout.split()]


def main():
    if len(sys.argv) not in (2, 3, 4) or "OSTEON_SHARED" not in os.environ:
        sys.exit(__doc__)
    benchmark = sys.argv[1]
    data = sys.argv[2] if len(sys.argv) > 2 else "syn1500"
    pairs = int(sys.argv[3]) if len(sys.argv) > 3 else 5
    tables = pathlib.Path(os.environ["OSTEON_SHARED"]) / "golden" / "data"
    runs = []
    print(f"{'pair':>4} {'glmnet':>8} {'dfmax':>8} {'Osteon':>8}   CPU seconds on {data}")
    for pair in range(pairs):
        whole, bounded = numbers(["Rscript", "-e", GLMNET, str(tables), data, str(RATIO.get(data, 0.02))])
        osteon, _ = numbers([benchmark, "--cpu", data])
        runs.append((whole, bounded, osteon))
        print(f"{pair + 1:4} {whole:8.2f} {bounded:8.2f} {osteon:8.2f}")
    whole, bounded, osteon = (statistics.median(column) for column in zip(*runs))
    print(f"{'med.':>4} {whole:8.2f} {bounded:8.2f} {osteon:8.2f}   "
          f"Osteon / glmnet: {osteon / whole:.2f}, {osteon / bounded:.2f}")


if __name__ == "__main__":
    main()
