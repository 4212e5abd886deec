from . import NAME

x = f"inner of {NAME}"
