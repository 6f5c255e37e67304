#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Makes zone_table.inc: wall times and instants as Python's zoneinfo sees them.

zone_table.py > zone_table.inc
Around changes of the clock: before, in and after each gap and overlap. Changes
that lie ahead are taken only from zones whose rules are settled.
"""
import datetime as dt
import random
import zoneinfo

UTC = dt.timezone.utc
SETTLED = ['Europe/Berlin', 'Europe/London', 'America/New_York',
           'Australia/Sydney', 'Pacific/Auckland']
PAST = ['Europe/Dublin', 'Europe/Lisbon', 'Europe/Moscow', 'Europe/Istanbul',
        'America/Sao_Paulo', 'America/Santiago', 'America/St_Johns',
        'America/Caracas', 'America/Argentina/Buenos_Aires', 'Asia/Kolkata',
        'Asia/Kathmandu', 'Asia/Tehran', 'Asia/Pyongyang', 'Asia/Gaza',
        'Africa/Cairo', 'Africa/Casablanca', 'Australia/Lord_Howe',
        'Pacific/Apia', 'Pacific/Kiritimati', 'Antarctica/Troll',
        'Africa/Monrovia']
STEADY = ['Etc/UTC', 'Etc/GMT+12', 'Etc/GMT-14', 'Asia/Tokyo',
          'America/Phoenix']


def changes(zone, first, last):
    """Instants (whole seconds) at which the offset changes."""
    at, end, step = (int(dt.datetime(y, 1, 1, tzinfo=UTC).timestamp())
                     for y in (first, last, first))
    step = 6 * 3600
    offset = lambda t: dt.datetime.fromtimestamp(t, zone).utcoffset()
    while at < end:
        if offset(at) != offset(at + step):
            low, high = at, at + step
            while high - low > 1:
                middle = (low + high) // 2
                if offset(middle) == offset(low):
                    low = middle
                else:
                    high = middle
            yield high, offset(low), offset(high)
        at += step


def to_utc(wall, zone):
    """fold=0: the offset before a gap, the first of an overlap."""
    return int(wall.replace(tzinfo=zone, fold=0).astimezone(UTC).timestamp())


def row(name, zone, wall):
    wall = wall.replace(second=0, microsecond=0)
    utc = to_utc(wall, zone)
    shown = dt.datetime.fromtimestamp(utc, zone)
    print('{ "%s", "%s", %d, "%s" },' % (
        name, wall.strftime('%Y-%m-%dT%H:%M'), utc,
        shown.strftime('%Y-%m-%dT%H:%M')))


def main():
    chance = random.Random(1)
    print('/* Made by zone_table.py: zone, wall time, seconds since 1970, and')
    print(' * what the wall clock shows then. */')
    plan = ([(n, 1971, 2100, 16) for n in SETTLED]
            + [(n, 1971, 2021, 12) for n in PAST]
            + [(n, 1971, 2100, 0) for n in STEADY])
    for name, first, last, most in plan:
        zone = zoneinfo.ZoneInfo(name)
        found = list(changes(zone, first, last)) if most else []
        for at, old, new in sorted(chance.sample(found, min(most, len(found)))):
            before = dt.datetime.fromtimestamp(at, UTC).replace(tzinfo=None)
            low, high = sorted([before + old, before + new])
            for wall in (low - dt.timedelta(minutes=1), low,
                         low + (high - low) / 2,
                         high - dt.timedelta(minutes=1), high):
                row(name, zone, wall)
        for _ in range(6):
            row(name, zone, dt.datetime(chance.randint(first, last - 1),
                                        chance.randint(1, 12),
                                        chance.randint(1, 28),
                                        chance.randint(0, 23),
                                        chance.randint(0, 59)))


main()
