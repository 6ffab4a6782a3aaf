#!/usr/bin/env python3
"""CPU seconds and peak memory of whole `osteon-agent extract` processes, one thread unless said.

usage: OSTEON_SHARED=DIR extract_speed.py AGENT [RUNS]

Prints for each case the smallest and the median CPU time (user and system) of RUNS runs [5], and the largest
resident memory. The last two rows are wall times of a cohort with one worker and with two.
"""
import os
import pathlib
import random
import statistics
import struct
import subprocess
import sys
import tempfile
import time

ORIGINAL = "setting: {binWidth: 25}\n"
FILTERED = "imageType: {Original: {}, Wavelet: {}, LoG: {sigma: [1.0, 2.0, 3.0]}}\n"


def run(arguments):
    """Wall seconds, CPU seconds, peak MB of one run."""
    start = time.perf_counter()
    process = subprocess.Popen(arguments, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - start
    if status != 0:
        sys.exit(f"failed: {' '.join(arguments)}")
    return wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def nifti_header(size, spacing, datatype, bits):
    header = bytearray(352)
    struct.pack_into("<i", header, 0, 348)
    struct.pack_into("<8h", header, 40, 3, *size, 1, 1, 1, 1)
    struct.pack_into("<2h", header, 70, datatype, bits)
    struct.pack_into("<8f", header, 76, 1, *spacing, 1, 1, 1, 1)
    struct.pack_into("<f", header, 108, 352)
    struct.pack_into("<2h", header, 252, 0, 1)  # an s-form, as below
    for axis in range(3):
        row = [0.0] * 4
        row[axis] = spacing[axis]
        struct.pack_into("<4f", header, 280 + 16 * axis, *row)
    header[344:348] = b"n+1\0"
    return header


def write_large_ct(image_path, mask_path):
    """A CT of 512 x 512 x 134 voxels with a region of about 250,000; slice by slice, because a process that is
    started counts the memory of this one as its own."""
    size, spacing = (512, 512, 134), (0.7, 0.7, 2.5)
    slice_voxels = size[0] * size[1]
    noise = random.Random(1).randbytes(slice_voxels + 4096)  # 0 to 255 HU; each slice another part
    with open(image_path, "wb") as image, open(mask_path, "wb") as mask:
        image.write(nifti_header(size, spacing, 4, 16))
        mask.write(nifti_header(size, spacing, 2, 8))
        for z in range(size[2]):
            plane = bytearray(2 * slice_voxels)
            plane[::2] = noise[(z * 31) % 4096:][:slice_voxels]  # the lower bytes
            image.write(plane)
            for y in range(size[1]):
                inside = 40 ** 2 - (y - 256) ** 2 - ((z - 67) * 40 / 37) ** 2
                half = int(inside ** 0.5) if inside > 0 else -1
                row = bytearray(size[0])
                row[256 - half:257 + half] = b"\1" * (2 * half + 1)
                mask.write(row)


def main():
    if len(sys.argv) not in (2, 3) or "OSTEON_SHARED" not in os.environ:
        sys.exit(__doc__)
    agent = sys.argv[1]
    runs = int(sys.argv[2]) if len(sys.argv) == 3 else 5
    images = pathlib.Path(os.environ["OSTEON_SHARED"]) / "data" / "imaging"
    parameters = pathlib.Path(__file__).resolve().parents[2] / "docs" / "features" / "ibsi"
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        (folder / "107.yaml").write_text(ORIGINAL)
        (folder / "1130.yaml").write_text(FILTERED + ORIGINAL)
        (folder / "pet.yaml").write_text(FILTERED + "setting: {binWidth: 0.25}\n")
        large = (folder / "large.nii", folder / "large_mask.nii")
        write_large_ct(*large)
        phantom = (images / "ibsi1_ct_phantom/phantom.nii.gz", images / "ibsi1_ct_phantom/mask.nii.gz")
        brain = (images / "pyradiomics/brain1_image.nrrd", images / "pyradiomics/brain1_label.nrrd")
        cases = [
            ("IBSI CT phantom, 107 features", phantom, folder / "107.yaml"),
            ("IBSI CT phantom, 1130 features", phantom, folder / "1130.yaml"),
            ("IBSI CT phantom, configuration C", phantom, parameters / "configuration-c.yaml"),
            ("brain1, 1130 features", brain, folder / "1130.yaml"),
            ("CT of 512 x 512 x 134, 1130 features", large, folder / "1130.yaml"),
        ]
        print(f"{'case':40} {'CPU s, least':>12} {'median':>8} {'peak MB':>8}")
        for case, (image, mask), params in cases:
            figures = [
                run([agent, "extract", "--image", str(image), "--mask", str(mask), "--params", str(params),
                     "--out", str(folder / "out.csv")]) for _ in range(runs)
            ]
            cpu = [one[1] for one in figures]
            print(f"{case:40} {min(cpu):12.3f} {statistics.median(cpu):8.3f} {max(one[2] for one in figures):8.0f}")

        pets = sorted(images.glob("sts/STS_*/PET_image.nii.gz"))[:16]
        lines = ["patient_id,image,mask"]
        lines += [f"{pet.parent.name},{pet},{pet.parent}/PET_mask.nii.gz" for pet in pets]
        (folder / "cohort.csv").write_text("\n".join(lines) + "\n")
        rates = []
        for jobs in (1, 2):
            figures = [
                run([agent, "extract", "--manifest", str(folder / "cohort.csv"), "--params", str(folder / "pet.yaml"),
                     "--out", str(folder / "out.csv"), "--jobs", str(jobs)]) for _ in range(runs)
            ]
            wall = [one[0] for one in figures]
            rates.append(min(wall))
            print(f"{f'{len(pets)} PETs, 1130 features, --jobs {jobs}: wall s':40} {min(wall):12.3f} "
                  f"{statistics.median(wall):8.3f} {max(one[2] for one in figures):8.0f}")
        print(f"two workers' rate: {rates[0] / rates[1]:.2f} times one worker's")


if __name__ == "__main__":
    main()
