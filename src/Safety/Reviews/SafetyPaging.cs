namespace Parley.Safety;

/// <summary>One page of a list, newest first; the cursor is null on the last.</summary>
public sealed record SafetyPage<T>(IReadOnlyList<T> Data, string? NextCursor);

/// <summary>Which page of a list is asked for. A cursor is the last id of the page before.</summary>
/// <param name="Before">Null on the first page.</param>
internal sealed record SafetyPaging(int Limit, string? Before)
{
    private const int Default = 50;
    private const int Largest = 200;
    private const int LongestCursor = 80;
    private const int LongestFilter = 100;

    /// <summary>What leads a statement on to this page: nothing, or a condition that reads <c>@Before</c>.</summary>
    public string AndBelow => Before is null ? "" : "and id < @Before";

    /// <exception cref="RefusedException">The limit or the cursor cannot be used.</exception>
    public static SafetyPaging Read(int? limit, string? cursor) =>
        limit is < 1 or > Largest ? throw PolicyRules.Invalid("limit", $"The limit is {limit}; it must be 1 to {Largest}.")
        : string.IsNullOrEmpty(cursor) ? new(limit ?? Default, null)
        : cursor.Length <= LongestCursor && cursor.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '_') ? new(limit ?? Default, cursor)
        : throw Unknown();

    /// <summary>The refusal of a cursor that no list gave out.</summary>
    public static RefusedException Unknown() => PolicyRules.Invalid("cursor", "The cursor is not one that a list here gave out; begin again without it.");

    /// <param name="rows">What was found with a limit of one more than <see cref="Limit"/>.</param>
    public SafetyPage<TItem> Page<TRow, TItem>(IReadOnlyList<TRow> rows, Func<TRow, string> id, Func<TRow, TItem> item) =>
        new([.. rows.Take(Limit).Select(item)], rows.Count > Limit ? id(rows[Limit - 1]) : null);

    /// <summary>A condition for a column, where one is asked for.</summary>
    /// <exception cref="RefusedException">What is asked for can be no value of it.</exception>
    public static string And(string field, string? value) =>
        value is null ? ""
        : value.Length is > 0 and <= LongestFilter && !value.Any(char.IsControl) ? $"and {field} = @{field}"
        : throw PolicyRules.Invalid(field, $"Give 1 to {LongestFilter} characters, or leave it out.");
}
