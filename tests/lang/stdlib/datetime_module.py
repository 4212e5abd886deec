from datetime import date, datetime, timedelta, time, timezone

d = date(2024, 2, 29)
print(d, d + timedelta(days=1), d.weekday(), d.isoformat(), d.replace(year=2023, day=1), d.strftime("%d/%m/%y %A %j"), (date(2024, 12, 25) - d).days, d.isocalendar(), d.toordinal(), date.fromordinal(1), d < date(2025, 1, 1), date.fromisoformat("2020-05-17"), repr(d), d.timetuple().tm_yday)
t = datetime(2024, 1, 2, 3, 4, 5, 678)
print(t, t.isoformat(), t + timedelta(hours=30, microseconds=5), t - datetime(2023, 1, 1), t.date(), t.time(), t.replace(microsecond=0), t.strftime("%Y-%m-%d %H:%M:%S.%f %p %a %b"), datetime.strptime("2021-03-04 05:06", "%Y-%m-%d %H:%M"), repr(t), f"{t:%H:%M}")
td = timedelta(days=1, hours=2, minutes=3, seconds=4.5)
print(td, td.total_seconds(), td * 2, td / 2, -td, abs(-td), td // timedelta(hours=1), divmod(td, timedelta(hours=5)), repr(td), timedelta(seconds=-1), td > timedelta(1), sum([td, td], timedelta()))
u = datetime(2024, 1, 1, tzinfo=timezone.utc)
e = timezone(timedelta(hours=5, minutes=30), "IST")
print(u, u.astimezone(e), u.tzname(), e, u.astimezone(e) == u, datetime.fromisoformat("2024-01-01T00:00:00+02:00"), u.timestamp(), datetime.fromtimestamp(0, timezone.utc), time(1, 2, 3), time.fromisoformat("04:05"))
for bad in ("date(2023, 2, 29)", "datetime(2024, 13, 1)", "date.fromisoformat('x')", "t - u", "d < t"):
    try:
        print(eval(bad))
    except (ValueError, TypeError, OverflowError) as err:
        print(type(err).__name__, err)
import calendar

print(calendar.isleap(2000), calendar.monthrange(2024, 2), calendar.month(2024, 2))
