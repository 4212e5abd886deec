import heapq


def grid_graph(w, h):
    graph = {}
    for y in range(h):
        for x in range(w):
            edges = []
            for dx, dy in ((1, 0), (0, 1), (-1, 0), (0, -1)):
                nx, ny = x + dx, y + dy
                if 0 <= nx < w and 0 <= ny < h:
                    edges.append(((nx, ny), (nx * 7 + ny * 13 + x * y) % 10 + 1))
            graph[x, y] = edges
    return graph


def dijkstra(graph, start):
    dist, prev, queue = {start: 0}, {}, [(0, start)]
    while queue:
        d, node = heapq.heappop(queue)
        if d > dist[node]:
            continue
        for other, cost in graph[node]:
            nd = d + cost
            if nd < dist.get(other, float("inf")):
                dist[other] = nd
                prev[other] = node
                heapq.heappush(queue, (nd, other))
    return dist, prev


def path(prev, node):
    out = [node]
    while node in prev:
        node = prev[node]
        out.append(node)
    return out[::-1]


g = grid_graph(12, 12)
dist, prev = dijkstra(g, (0, 0))
print(dist[11, 11], sum(dist.values()), max(dist.items(), key=lambda kv: (kv[1], kv[0])))
print(path(prev, (11, 11)))
