using System.Globalization;

namespace Parley.Conversations;

/// <summary>The place after which a list goes on: the last row's time and id.</summary>
internal static class ListCursor
{
    public static string Format(long time, string id) => $"{time}-{id}";

    public static (long Time, string Id) Parse(string? cursor)
    {
        if (string.IsNullOrEmpty(cursor))
        {
            return (long.MaxValue, "");
        }

        var dash = cursor.IndexOf('-', StringComparison.Ordinal);
        return dash > 0 && long.TryParse(cursor.AsSpan(0, dash), NumberStyles.None, CultureInfo.InvariantCulture, out var time)
            ? (time, cursor[(dash + 1)..])
            : throw new RefusedException(Refusal.Invalid("cursor", "The cursor is not one that this list gave out. Leave it away to start at the first page."));
    }
}
