"""So many people who watch a live run, as a process of their own: python -m bench.viewers URL PEOPLE

Prints a line once each of them has had a frame. At a line that comes in, prints how many frames they have had since
together, and ends. It imports next to nothing, so that it is there at once and takes little of what is measured.
"""

import asyncio
import sys

import httpx


async def watch(url: str, people: int) -> None:
    loop, frames, ready = asyncio.get_running_loop(), [0] * people, asyncio.Event()

    async def one(client: httpx.AsyncClient, number: int) -> None:
        async with client.stream("GET", url) as response:
            async for line in response.aiter_lines():
                frames[number] += line.startswith("data:")
                if all(frames):
                    ready.set()

    async with httpx.AsyncClient(timeout=None, limits=httpx.Limits(max_connections=None)) as client:
        streams = [asyncio.create_task(one(client, number)) for number in range(people)]
        await ready.wait()
        before = sum(frames)
        print("all watch", flush=True)
        await loop.run_in_executor(None, sys.stdin.readline)
        print(sum(frames) - before, flush=True)
        for stream in streams:
            stream.cancel()
        await asyncio.gather(*streams, return_exceptions=True)


if __name__ == "__main__":
    asyncio.run(watch(sys.argv[1], int(sys.argv[2])))
