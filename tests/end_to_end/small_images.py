"""A cohort of small made-up images with masks, as NIfTI files, for tests of the real program."""
import array
import pathlib
import random
import struct

SIZE = (40, 36, 24)


def write_nifti(path, voxels, size=SIZE):
    """`voxels` is an array of type 'h' (int16) or 'B' (uint8) with a value for each voxel of `size`, x fastest."""
    code, bits = {"h": (4, 16), "B": (2, 8)}[voxels.typecode]
    header = bytearray(352)
    struct.pack_into("<i", header, 0, 348)
    struct.pack_into("<8h", header, 40, 3, *size, 1, 1, 1, 1)
    struct.pack_into("<2h", header, 70, code, bits)
    struct.pack_into("<8f", header, 76, 1, 1, 1, 2.5, 1, 1, 1, 1)
    struct.pack_into("<f", header, 108, 352)
    struct.pack_into("<h", header, 254, 1)
    for row, position in enumerate((280, 296, 312)):
        struct.pack_into("<4f", header, position, *[(1, 1, 2.5)[row] if column == row else 0 for column in range(4)])
    header[344:348] = b"n+1\0"
    pathlib.Path(path).write_bytes(bytes(header) + voxels.tobytes())


def make_cohort(folder, patients):
    """Writes images, masks, params.yaml and cohort.csv, whose last patient's label is not in the mask."""
    folder = pathlib.Path(folder)
    nx, ny, nz = SIZE
    mask = array.array("B", (4 < x < nx - 5 and 4 < y < ny - 5 and 2 < z < nz - 3
                             for z in range(nz) for y in range(ny) for x in range(nx)))
    write_nifti(folder / "mask.nii", mask)
    lines = ["patient_id,image,mask,label,age"]
    for i in range(patients):
        noise = random.Random(i)
        write_nifti(folder / f"{i}.nii", array.array("h", (noise.randrange(-200, 400) for _ in range(nx * ny * nz))))
        lines.append(f"P{i},{i}.nii,mask.nii,{7 if i == patients - 1 else 1},{50 + i}")
    (folder / "cohort.csv").write_text("\n".join(lines) + "\n")
    (folder / "params.yaml").write_text("imageType: {Original: {}, Wavelet: {}}\nsetting: {binWidth: 25}\n")
