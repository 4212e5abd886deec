# oracle: python3.11
"""What os.scandir gives is its own iterator, also while it is used up or closed."""
import os
import tempfile

with tempfile.TemporaryDirectory() as folder:
    for name in "abc":
        open(os.path.join(folder, name), "w").close()
    os.mkdir(os.path.join(folder, "sub"))
    with os.scandir(folder) as entries:
        print(iter(entries) is entries)
        first = next(entries)
        print(len(list(entries)), list(entries))
    entries = os.scandir(folder)
    behind = iter(entries)
    next(behind)
    entries.close()
    entries.close()
    print(list(behind), list(entries))
    with os.scandir(folder) as entries:
        print(sorted((e.name, e.is_dir(), e.path == os.path.join(folder, e.name)) for e in entries))
    print(sorted(e.name for e in os.scandir(os.fsencode(folder))))
