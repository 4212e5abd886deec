class AppError(Exception):
    pass


def load(key):
    data = {"a": {"b": 1}}
    return data["a"][key]["deep"]


def run(key):
    try:
        return load(key)
    except KeyError as e:
        raise AppError(f"cannot load {key!r}") from e


def main():
    try:
        run("zzz")
    except AppError:
        undefined_thing + 1


main()
