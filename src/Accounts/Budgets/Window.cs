namespace Parley.Accounts;

/// <summary>A minute, day or month of the UTC calendar.</summary>
internal readonly record struct Window(DateTimeOffset Start, DateTimeOffset End)
{
    public static IReadOnlyList<string> Names { get; } = ["minute", "day", "month"];

    public long StartMs => Start.ToUnixTimeMilliseconds();

    /// <param name="name">One of <see cref="Names"/>.</param>
    public static Window Of(string name, DateTimeOffset now)
    {
        var utc = now.ToUniversalTime();
        var day = new DateTimeOffset(utc.Date, TimeSpan.Zero);
        switch (name)
        {
            case "minute":
                var minute = day.AddMinutes((int)utc.TimeOfDay.TotalMinutes);
                return new(minute, minute.AddMinutes(1));
            case "day":
                return new(day, day.AddDays(1));
            case "month":
                var month = day.AddDays(1 - utc.Day);
                return new(month, month.AddMonths(1));
            default:
                throw new ArgumentOutOfRangeException(nameof(name), name, "No such window.");
        }
    }
}
