"""The finders and loaders of `importlib`, and those of the embedded library.

Until this module is imported, modules get their specs without it; from then on they get
`ModuleSpec` objects with loaders, and those that are there already get them now.
"""

import _frozen_importlib as _core
import _imp
import sys

exec(_imp._embedded_code("importlib._bootstrap_external"), globals())
_core._bootstrap_external = sys.modules[__name__]
_PREFIX = "<taipan-stdlib>"


class EmbeddedLoader:
    """Loads modules of the library that is embedded in the executable."""

    def __init__(self, fullname, path):
        self.name = fullname
        self.path = path

    def create_module(self, spec):
        return None

    def exec_module(self, module):
        exec(self.get_code(module.__name__), module.__dict__)

    def get_code(self, fullname):
        return _imp._embedded_code(fullname)

    def get_source(self, fullname):
        return _imp._embedded_source(fullname)

    def get_data(self, path):
        name = path.removeprefix(_PREFIX + "/").removesuffix(".py").removesuffix("/__init__").replace("/", ".")
        if _imp._embedded(name) is None:
            raise FileNotFoundError(2, "No such file or directory", path)
        return _imp._embedded_source(name).encode()

    def get_filename(self, fullname):
        return self.path

    def is_package(self, fullname):
        return self.path.endswith("/__init__.py")

    def __eq__(self, other):
        return self.__class__ == other.__class__ and self.__dict__ == other.__dict__

    def __hash__(self):
        return hash(self.name) ^ hash(self.path)


class EmbeddedFinder:
    """Finds modules of the embedded library, for its place in `sys.path` and in packages."""

    def __init__(self, path):
        self.path = path

    @classmethod
    def path_hook(cls, path):
        if not path.startswith(_PREFIX):
            raise ImportError("only for the embedded library", path=path)
        return cls(path)

    def find_spec(self, fullname, target=None):
        found = _imp._embedded(fullname)
        if found is None:
            return None
        path, is_package = found
        if path.removesuffix("/__init__.py").rpartition("/")[0] != self.path.removesuffix("/"):
            return None
        return _embedded_spec(fullname, path)

    def invalidate_caches(self):
        pass

    def iter_modules(self, prefix=""):
        for name, path in _imp._embedded_in(self.path):
            yield prefix + name, path.endswith("/__init__.py")


def _embedded_spec(fullname, path):
    is_package = path.endswith("/__init__.py")
    spec = _core.ModuleSpec(fullname, EmbeddedLoader(fullname, path), origin=path, is_package=is_package)
    spec.has_location = True
    if is_package:
        spec.submodule_search_locations = [path.removesuffix("/__init__.py")]
    return spec


def _spec_of(name, origin, package):
    """The spec of a module that the VM has found by itself."""
    if origin == "built-in":
        return _core.ModuleSpec(name, _core.BuiltinImporter, origin=origin)
    if origin is None:
        spec = _core.ModuleSpec(name, None, is_package=True)
        spec.submodule_search_locations = [package]
        spec.loader = NamespaceLoader(name, [package], PathFinder._get_spec)
        return spec
    if origin.startswith(_PREFIX):
        return _embedded_spec(name, origin)
    places = None if package is None else [package]
    return spec_from_file_location(name, origin, loader=SourceFileLoader(name, origin),
                                   submodule_search_locations=places)


def _give_specs():
    for name, module in list(sys.modules.items()):
        old = getattr(module, "__spec__", None)
        if old is None or isinstance(old, _core.ModuleSpec) or not hasattr(old, "_initializing"):
            continue
        places = old.submodule_search_locations
        spec = _spec_of(old.name, old.origin, places[0] if places else None)
        spec._initializing = old._initializing
        module.__spec__ = spec
        module.__loader__ = spec.loader


_install(_core)
sys.path_hooks.insert(0, EmbeddedFinder.path_hook)
sys.meta_path[:0] = [_core.BuiltinImporter, _core.FrozenImporter]
_imp._install(tuple(sys.meta_path), _spec_of)
_give_specs()
