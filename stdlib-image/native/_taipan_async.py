"""What builtins need coroutines for."""


async def anext_default(awaitable, default):
    """Awaits the next item of an asynchronous iterator, or gives the default."""
    try:
        return await awaitable
    except StopAsyncIteration:
        return default
