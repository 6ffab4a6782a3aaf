#!/usr/bin/env python3
"""Tables of a simulated study in the shape of published ones: a hospital develops four models to tell spinal metastases
of one origin from those of another on MRI, holds patients out, and two other hospitals validate them. Nobody's data.

usage: make_tables.py FOLDER [SEED]

Writes development.csv (146 patients, 102 to train and 44 held out), eta.csv (65) and zeta.csv (101). Radiomic features
are normal; a few carry the outcome, more weakly at zeta, whose scanner also shifts them.
"""
import csv
import math
import pathlib
import random
import sys

HOSPITALS = {"development": 146, "eta": 65, "zeta": 101}
TRAIN = 102
T1 = [f"t1_original_f{i:02d}" for i in range(1, 11)]
T2 = [f"t2_original_f{i:02d}" for i in range(1, 11)]
# Effects per standard deviation on the log-odds.
EFFECTS = {"t1_original_f01": 1.3, "t1_original_f02": -0.8, "t2_original_f01": 1.5, "t2_original_f02": 0.9,
           "t2_original_f03": -0.8}
WEAKER, SHIFT = {"zeta": 0.6}, {"zeta": 0.35}


def patients(hospital, count, noise):
    rows = []
    for number in range(1, count + 1):
        age = min(88, max(28, round(noise.gauss(60, 11))))
        sex = noise.choice("FM")
        shared = noise.gauss(0, 1)
        features = {name: 0.5 * shared + math.sqrt(0.75) * noise.gauss(0, 1) for name in T1 + T2}
        score = sum(effect * features[name] for name, effect in EFFECTS.items()) * WEAKER.get(hospital, 1)
        score += 0.04 * (age - 60) + (0.4 if sex == "M" else 0)
        event = int(noise.random() < 1 / (1 + math.exp(-score)))
        shifted = {name: f"{value + SHIFT.get(hospital, 0):.4f}" for name, value in features.items()}
        rows.append({"patient_id": f"{hospital}-{number:03d}", "label": event, "age": age, "sex": sex, **shifted,
                     "set": "train" if number <= TRAIN else "holdout"})
    return rows


def main():
    folder = pathlib.Path(sys.argv[1])
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    folder.mkdir(parents=True, exist_ok=True)
    for position, (hospital, count) in enumerate(HOSPITALS.items()):
        rows = patients(hospital, count, random.Random(1000 * seed + position))
        with open(folder / f"{hospital}.csv", "w", newline="") as file:
            table = csv.DictWriter(file, rows[0])
            table.writeheader()
            table.writerows(rows)


if __name__ == "__main__":
    main()
