NAME = "package " + __name__
