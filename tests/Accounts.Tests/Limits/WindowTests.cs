namespace Parley.Accounts.Tests;

public sealed class WindowTests
{
    [Theory]
    [InlineData("minute", "2026-01-02T03:04:05Z", "2026-01-02T03:04:00Z", "2026-01-02T03:05:00Z")]
    [InlineData("day", "2026-12-31T23:59:59Z", "2026-12-31T00:00:00Z", "2027-01-01T00:00:00Z")]
    [InlineData("day", "2026-03-29T01:30:00+02:00", "2026-03-28T00:00:00Z", "2026-03-29T00:00:00Z")]
    [InlineData("month", "2028-02-29T12:00:00Z", "2028-02-01T00:00:00Z", "2028-03-01T00:00:00Z")]
    [InlineData("month", "2026-12-01T00:00:00Z", "2026-12-01T00:00:00Z", "2027-01-01T00:00:00Z")]
    public void A_window_follows_the_calendar_of_UTC(string name, string now, string start, string end)
    {
        var window = Window.Of(name, DateTimeOffset.Parse(now, System.Globalization.CultureInfo.InvariantCulture));

        Assert.Equal(start, window.Start.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal(end, window.End.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public void Of_any_exchanges_a_bucket_never_gives_more_than_it_holds_and_than_has_come()
    {
        var chance = new Random(7);
        foreach (var perMinute in (long[])[1, 7, 60, 600, 36_000, 1_000_000])
        {
            var shape = new BucketShape(perMinute);
            var (now, fullAt, given) = (1_000_000_000L, 0L, 0L);
            for (var step = 0; step < 2_000; step++)
            {
                now += chance.Next(0, 200_000);
                (var grant, fullAt) = DatabaseLimits.Exchange(new("b", shape, 0, chance.Next(1, 40)), fullAt, now);
                given += grant.Granted;

                Assert.True(given <= shape.Burst + Math.Ceiling((now - 1_000_000_000L) * perMinute / 60e6), $"{perMinute}: {given} by {now}");
                Assert.InRange(grant.Left, 0, shape.Burst);
            }

            Assert.True(given >= Math.Floor((now - 1_000_000_000L) * perMinute / 60e6) - shape.Burst || given > 20_000, $"{perMinute}: only {given}");
        }
    }
}
