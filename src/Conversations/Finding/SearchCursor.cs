using System.Globalization;

namespace Parley.Conversations;

/// <summary>Where a list of what was found goes on.</summary>
/// <param name="Offset">How many of the ranked messages were looked at.</param>
/// <param name="Through">The newest loose message when the list began: what came later would move the others. Null at the beginning.</param>
internal sealed record SearchCursor(int Offset, string? Through)
{
    /// <summary>Stands before every message.</summary>
    public const string Nothing = "msg_";

    public static SearchCursor Parse(string? cursor)
    {
        if (string.IsNullOrEmpty(cursor))
        {
            return new(0, null);
        }

        var dash = cursor.IndexOf('-', StringComparison.Ordinal);
        return dash > 0 && int.TryParse(cursor.AsSpan(0, dash), NumberStyles.None, CultureInfo.InvariantCulture, out var offset)
            && MessageId.TryParse(cursor[(dash + 1)..], null, out var through)
            ? new(offset, through.Value)
            : throw new RefusedException(Refusal.Invalid("cursor", "The cursor is not one that this search gave out. Leave it away to start at the first page."));
    }

    public override string ToString() => $"{Offset}-{Through}";
}
