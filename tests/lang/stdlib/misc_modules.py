import base64
import hashlib
import itertools
import uuid
import pprint
import shlex
import keyword
import binascii
import zlib
import colorsys
import argparse
import csv
import io
import graphlib
import difflib
import urllib.parse
import html
import fnmatch
import types
import reprlib

print(base64.b64encode(b"hello"), base64.b64decode("aGk="), hashlib.md5(b"x").hexdigest(), hashlib.sha256(b"x").hexdigest()[:16], uuid.UUID(int=5), binascii.hexlify(b"ab"), zlib.crc32(b"abc"))
pprint.pprint({"b": list(range(30)), "a": {"nested": ["x" * 30, "y" * 30]}})
print(shlex.split("a 'b c' d\\ e"), keyword.iskeyword("for"), fnmatch.fnmatch("a.py", "*.py"), html.escape("<a & b>"), urllib.parse.urlencode({"q": "a b", "z": "é"}), urllib.parse.urlparse("http://h:80/p?q=1#f").netloc, reprlib.repr(list(range(100))))
print(list(csv.reader(io.StringIO('a,"b,c"\n1,2\n'))), list(graphlib.TopologicalSorter({"c": ["b"], "b": ["a"]}).static_order()), difflib.get_close_matches("appel", ["ape", "apple"]), list(difflib.unified_diff(["a", "b"], ["a", "c"], lineterm="")))
p = argparse.ArgumentParser(prog="prog")
p.add_argument("x", type=int)
p.add_argument("-v", "--verbose", action="store_true")
p.add_argument("--n", default=3, type=float)
print(p.parse_args(["5", "-v", "--n", "2.5"]))
print(p.format_usage())
