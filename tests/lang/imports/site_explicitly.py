# oracle: python3.11
"""Importing `site` leaves the library where it is found."""
import site
import sys

site.main()
import zipfile
import wave

print(zipfile.__name__, wave.__name__, callable(site.getsitepackages))
