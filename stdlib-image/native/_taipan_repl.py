"""The interactive session: `taipan` on a terminal, and `-i`."""

import sys


def run(namespace, quiet, startup):
    """Reads, runs and prints until the end of input; returns the exit status."""
    import code
    import linecache

    class Console(code.InteractiveConsole):
        def __init__(self):
            super().__init__(namespace, "<stdin>")
            self.number = 0

        def runsource(self, source, filename="<stdin>", symbol="single"):
            # A name of its own, so that tracebacks find the lines of each statement.
            name = f"<stdin>-{self.number}"
            lines = source.splitlines(True)
            linecache.cache[name] = len(source), None, lines, name
            more = super().runsource(source, name, symbol)
            if not more:
                self.number += 1
            return more

    if not quiet:
        print(f"Python {sys.version} on {sys.platform}", file=sys.stderr)
        print('Type "help", "copyright", "credits" or "license" for more information.', file=sys.stderr)
    _add_site_builtins()
    sys.ps1 = getattr(sys, "ps1", ">>> ")
    sys.ps2 = getattr(sys, "ps2", "... ")
    console = Console()
    if startup:
        try:
            with open(startup, "rb") as file:
                source = file.read()
        except OSError as error:
            print(f"Could not open PYTHONSTARTUP\n{type(error).__name__}: {error}", file=sys.stderr)
        else:
            try:
                exec(compile(source, startup, "exec"), namespace)
            except SystemExit:
                raise
            except BaseException:
                console.showtraceback()
    more = False
    while True:
        try:
            line = console.raw_input(str(sys.ps2 if more else sys.ps1))
            more = console.push(line)
        except EOFError:
            print()
            return
        except KeyboardInterrupt:
            print("\nKeyboardInterrupt", file=sys.stderr)
            console.resetbuffer()
            more = False


def _add_site_builtins():
    """The names that CPython's site module adds."""
    import _sitebuiltins
    import builtins

    eof = "Ctrl-D (i.e. EOF)"
    builtins.quit = _sitebuiltins.Quitter("quit", eof)
    builtins.exit = _sitebuiltins.Quitter("exit", eof)
    builtins.copyright = _sitebuiltins._Printer("copyright", sys.copyright)
    builtins.credits = _sitebuiltins._Printer("credits", "See https://www.python.org for the people of Python.")
    builtins.license = _sitebuiltins._Printer("license", "See https://www.python.org/psf/license/")
    builtins.help = _sitebuiltins._Helper()


def _add_zip_hook():
    """Lets modules be imported from archives."""
    import zipimport

    if zipimport.zipimporter not in sys.path_hooks:
        sys.path_hooks.append(zipimport.zipimporter)
