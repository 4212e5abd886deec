def fail(n):
    raise ValueError(f"number {n}")


def collect():
    errors = []
    for n in range(3):
        try:
            fail(n)
        except ValueError as e:
            e.add_note(f"note for {n}")
            if n == 2:
                e.add_note("second note\nwith two lines")
            errors.append(e)
    raise ExceptionGroup("several", [*errors, ExceptionGroup("nested", [KeyError("k")])])


collect()
