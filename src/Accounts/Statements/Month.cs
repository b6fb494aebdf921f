using System.Globalization;

namespace Parley.Accounts;

/// <summary>A month of the UTC calendar.</summary>
internal readonly record struct Month(DateTimeOffset Start)
{
    private const string Form = "yyyy-MM";

    public DateTimeOffset End => Start.AddMonths(1);

    /// <param name="text">Such as <c>2026-01</c>.</param>
    /// <exception cref="RefusedException">400: it is no month, or has not begun.</exception>
    public static Month Read(string text, DateTimeOffset now)
    {
        if (!DateTime.TryParseExact(text, Form, CultureInfo.InvariantCulture, DateTimeStyles.None, out var start))
        {
            throw new RefusedException(Refusal.Invalid("month", "A month is written as year and month in digits, such as 2026-01."));
        }

        var month = new Month(new DateTimeOffset(start, TimeSpan.Zero));
        return month.Start <= now
            ? month
            : throw new RefusedException(Refusal.Invalid(
                "month", $"The month {month} has not begun; the latest that there is a statement of is {new Month(now.ToUniversalTime())}."));
    }

    public override string ToString() => Start.ToString(Form, CultureInfo.InvariantCulture);
}
