"""Planets around a star: float arithmetic on the attributes of objects, in nested loops.

    taipan bench examples/nbody.py
"""

import sys


class Body:
    def __init__(self, name, mass, position, velocity):
        self.name = name
        self.mass = mass
        self.x, self.y, self.z = position
        self.vx, self.vy, self.vz = velocity


def make_system():
    return [
        Body("star", 1000.0, (0.0, 0.0, 0.0), (0.0, 0.0, 0.0)),
        Body("near", 0.5, (10.0, 0.0, 0.5), (0.0, 10.0, 0.0)),
        Body("middle", 1.2, (0.0, 22.0, -0.3), (-6.7, 0.0, 0.2)),
        Body("far", 0.8, (-35.0, 5.0, 1.0), (-0.8, -5.2, 0.0)),
        Body("comet", 0.001, (60.0, 40.0, 5.0), (-2.0, -1.0, 0.1)),
    ]


def pairs(bodies):
    return [(a, b) for i, a in enumerate(bodies) for b in bodies[i + 1 :]]


def attract(a, b, dt):
    dx, dy, dz = a.x - b.x, a.y - b.y, a.z - b.z
    squared = dx * dx + dy * dy + dz * dz + 0.01
    pull = dt / (squared * squared**0.5)
    a.vx -= dx * b.mass * pull
    a.vy -= dy * b.mass * pull
    a.vz -= dz * b.mass * pull
    b.vx += dx * a.mass * pull
    b.vy += dy * a.mass * pull
    b.vz += dz * a.mass * pull


def energy(bodies):
    total = 0.0
    for b in bodies:
        total += 0.5 * b.mass * (b.vx**2 + b.vy**2 + b.vz**2)
    for a, b in pairs(bodies):
        total -= a.mass * b.mass / ((a.x - b.x) ** 2 + (a.y - b.y) ** 2 + (a.z - b.z) ** 2) ** 0.5
    return total


def simulate(bodies, steps, dt):
    interactions = pairs(bodies)
    for _ in range(steps):
        for a, b in interactions:
            attract(a, b, dt)
        for body in bodies:
            body.x += body.vx * dt
            body.y += body.vy * dt
            body.z += body.vz * dt


def main():
    steps = int(sys.argv[1]) if len(sys.argv) > 1 else 180_000
    bodies = make_system()
    before = energy(bodies)
    simulate(bodies, steps, 0.0005)
    after = energy(bodies)
    for body in bodies:
        print(f"{body.name:<8}{body.x:12.4f}{body.y:12.4f}{body.z:12.4f}")
    print(f"energy drift after {steps} steps: {abs((after - before) / before):.2e}")


main()
