using System.Text;
using Microsoft.AspNetCore.WebUtilities;

namespace Parley.Accounts;

/// <summary>One page of a list, newest first; the cursor is null on the last.</summary>
internal sealed record Listed<T>(IReadOnlyList<T> Data, string? NextCursor);

/// <summary>Which page of a list is asked for. A cursor holds the last id of the page before.</summary>
/// <param name="Before">Null on the first page: no text comes after every id in the order of every database.</param>
internal sealed record Paging(int Limit, string? Before)
{
    private const int Default = 50;
    private const int Largest = 200;

    /// <summary>What leads a statement on to this page: nothing, or a condition that reads <c>@Before</c>.</summary>
    public string AndBelow(string column = "id") => Before is null ? "" : $"and {column} < @Before";

    /// <exception cref="RefusedException">The limit or the cursor cannot be used.</exception>
    public static Paging Read(int? limit, string? cursor)
    {
        if (limit is < 1 or > Largest)
        {
            throw new RefusedException(Refusal.Invalid("limit", $"The limit is {limit}; it must be 1 to {Largest}."));
        }

        return new(limit ?? Default, string.IsNullOrEmpty(cursor) ? null : Decode(cursor));
    }

    /// <param name="rows">What was found with a limit of one more than <see cref="Limit"/>.</param>
    public Listed<TItem> Page<TRow, TItem>(IReadOnlyList<TRow> rows, Func<TRow, string> id, Func<TRow, TItem> item) =>
        new(
            [.. rows.Take(Limit).Select(item)],
            rows.Count > Limit ? WebEncoders.Base64UrlEncode(Encoding.UTF8.GetBytes(id(rows[Limit - 1]))) : null);

    private static string Decode(string cursor)
    {
        try
        {
            var id = Encoding.UTF8.GetString(WebEncoders.Base64UrlDecode(cursor));
            return id.Length is > 0 and <= 80 && id.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '_') ? id : throw Wrong();
        }
        catch (FormatException)
        {
            throw Wrong();
        }
    }

    private static RefusedException Wrong() =>
        new(Refusal.Invalid("cursor", "The cursor is not one that a list here gave out; begin again without it."));
}
