"""Files that were cut, or have wrong bits: an error that names its place, or records; never a crash."""

import random
import re
from collections import Counter

from inspected import difference
from records import Records
from writers import arrow, polar

# Words of which an error has one: where the fault is, or that the file is none.
PLACE = re.compile(r"column|row group|footer|byte|schema|not a Parquet|not text|encrypted|rows|required|lacks|export|header|fields")

FILES = [(arrow, "token_transfers", 20), (polar, "tokens", 200), (arrow, "tokens", 1000), (arrow, "token_transfers", 300)]


def run(account, folder, options):
    random_ = random.Random(options.seed)
    outcomes, messages = Counter(), {}
    for number, (write, kind, rows) in enumerate(FILES):
        path = folder / f"damaged-{number}.parquet"
        records = Records(kind, rows, f"{options.seed} damaged {number}", "usual", odd_names=False)
        write(records.table(), path, random_, None)
        sound, whole = account.inspect(path), path.read_bytes()
        for damage, data in versions(whole, random_, 12 if options.quick else 100):
            path.write_bytes(data)
            found = account.inspect(path, seconds=60)
            name = f"file {number} of seed {options.seed}, {damage}"
            if found.crash:
                account.fault(name, found.crash, path)
                path.rename(path.with_name(f"damaged-{number}-{damage.replace(' ', '-')}.parquet"))
                continue
            problem = found.problem
            outcomes["an error" if problem else "the same records" if not difference(sound, found) else "other records"] += 1
            if problem:
                messages.setdefault(re.sub(r"[\d,]+", "N", problem), (name, problem))
                if not PLACE.search(problem):
                    account.fault(name, f"no place in {problem!r}", path)
            elif damage.startswith("cut"):
                account.fault(name, "a file without its end is read", path)
            account.same += 1
    print(f"damaged: {sum(outcomes.values())} files, {', '.join(f'{n} {what}' for what, n in outcomes.items())}", flush=True)
    if not options.quick:
        for name, problem in messages.values():
            print(f"  {name}: {problem[:400]}")


def versions(whole, random_, count):
    """Damaged versions of a file, each with its description."""
    for size in {1, 3, 4, 7, 8, 11, 12, len(whole) - 1, len(whole) - 4, len(whole) - 8, len(whole) - 9}:
        if size < len(whole):
            yield f"cut at {size}", whole[:size]
    footer = len(whole) - 8 - int.from_bytes(whole[-8:-4], "little")
    for turn in range(count):
        data = bytearray(whole)
        if turn % 6 == 0:
            size = random_.randrange(len(whole))
            yield f"cut at {size}", whole[:size]
            continue
        # Half of them in the footer.
        place = random_.randrange(footer, len(whole)) if turn % 2 else random_.randrange(footer)
        if turn % 6 == 1:
            data[place] = random_.randrange(256)
        else:
            data[place] ^= 1 << random_.randrange(8)
        yield f"byte {place} is {data[place]} instead of {whole[place]}", bytes(data)
