using System.Buffers;
using System.Globalization;
using System.Text;

namespace Parley.Accounts;

/// <summary>A statement as a table by RFC 4180: a row for each line, then one for the total, whose names are empty.</summary>
internal static class StatementCsv
{
    private const string Header = "month,deployment,model,purpose,calls,input_tokens,output_tokens,cached_tokens,cost,overrun,adjustments";

    private static readonly SearchValues<char> Formulas = SearchValues.Create("=+-@\t\r\n＝＋－＠");
    private static readonly SearchValues<char> Quoted = SearchValues.Create("\",;'\r\n\t ");

    public static string Write(MonthlyStatement statement)
    {
        var text = new StringBuilder().Append(Header).Append("\r\n");
        foreach (var line in statement.Lines)
        {
            Append(text, statement.Month, line);
        }

        var total = statement.Total;
        Append(text, statement.Month, new(
            "", "", "", total.Calls, total.InputTokens, total.OutputTokens, total.CachedTokens, total.Cost, total.Overrun, total.Adjustments));
        return text.ToString();
    }

    /// <summary>
    /// A text that stays a text where a table is opened: what would begin a formula there gets an apostrophe before it. Numbers need none.
    /// </summary>
    internal static string Field(string value)
    {
        var safe = value.Length > 0 && Formulas.Contains(value[0]) ? "'" + value : value;
        return safe.AsSpan().ContainsAny(Quoted) ? $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : safe;
    }

    private static void Append(StringBuilder text, string month, StatementLine line) => text.Append(
        CultureInfo.InvariantCulture,
        $"{month},{Field(line.Deployment)},{Field(line.Model)},{Field(line.Purpose)},{line.Calls},{line.InputTokens},{line.OutputTokens},{line.CachedTokens},{line.Cost},{line.Overrun},{line.Adjustments}\r\n");
}
