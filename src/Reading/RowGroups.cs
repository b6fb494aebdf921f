namespace Parley.Reading;

/// <summary>Writes a table in groups of rows, so that none is too long to be found as one piece; each group says the header row again.</summary>
internal static class RowGroups
{
    private const int MostCharacters = 1_500;
    private const int LongestHeader = 500;

    /// <param name="hasHeader">Whether the first row names the columns.</param>
    public static void Write(CleanTextBuilder text, IEnumerable<IReadOnlyList<string>> rows, bool hasHeader = true)
    {
        IReadOnlyList<string>? header = null;
        var group = new List<IReadOnlyList<string>>();
        var (length, isFirst) = (0, true);
        foreach (var row in rows.Where(row => row.Any(cell => !string.IsNullOrWhiteSpace(cell))))
        {
            var size = row.Sum(cell => cell.Length + 3);
            if (isFirst && hasHeader && size <= LongestHeader)
            {
                header = row;
            }

            isFirst = false;
            if (length + size > MostCharacters && group.Count > (header is null ? 0 : 1))
            {
                text.Table(group);
                group.Clear();
                if (header is not null)
                {
                    group.Add(header);
                }

                length = header?.Sum(cell => cell.Length + 3) ?? 0;
            }

            group.Add(row);
            length += size;
        }

        text.Table(group);
    }
}
