using System.Text.RegularExpressions;

namespace Parley.Reading.Mail;

/// <summary>The header fields of a mail or of a part of one (RFC 5322, 2045), unfolded, with encoded words decoded (RFC 2047).</summary>
internal sealed partial class MailHeaders
{
    private const int MostFields = 1_000;
    private readonly Dictionary<string, string> _fields = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The first of that name, decoded; null when there is none.</summary>
    public string? this[string name] => _fields.TryGetValue(name, out var value) ? Decode(value) : null;

    /// <summary>The type in small letters; <c>text/plain</c> when nothing is said.</summary>
    public string Type => _fields.GetValueOrDefault("Content-Type")?.Split(';')[0].Trim().ToLowerInvariant() is { Length: > 0 } type ? type : "text/plain";

    public string Encoding => _fields.GetValueOrDefault("Content-Transfer-Encoding")?.Trim().ToLowerInvariant() ?? "";

    public bool IsAttachment => _fields.GetValueOrDefault("Content-Disposition")?.TrimStart().StartsWith("attachment", StringComparison.OrdinalIgnoreCase) == true;

    public string? FileName => Parameter("Content-Disposition", "filename") ?? Parameter("Content-Type", "name");

    /// <param name="text">Bytes as Latin-1.</param>
    /// <param name="at">Where they begin; afterwards where the body does.</param>
    public static MailHeaders Read(string text, ref int at, int end)
    {
        var headers = new MailHeaders();
        string? name = null;
        while (at < end && headers._fields.Count < MostFields)
        {
            var stop = text.IndexOf('\n', at, end - at);
            var line = text[at..(stop < 0 ? end : stop)].TrimEnd('\r');
            at = stop < 0 ? end : stop + 1;
            if (line.Length == 0)
            {
                break;
            }

            if (line[0] is ' ' or '\t')
            {
                if (name is not null && headers._fields[name].Length < 100_000)
                {
                    headers._fields[name] += $" {line.Trim()}";
                }
            }
            else if (line.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon)
            {
                name = line[..colon].Trim();
                name = headers._fields.TryAdd(name, line[(colon + 1)..].Trim()) ? name : null;
            }
        }

        return headers;
    }

    /// <summary>Whether a text begins with at least two of the fields that begin mails.</summary>
    public static bool LooksLikeMail(string start)
    {
        var at = 0;
        var lines = start.Split('\n', 3);
        if (lines.Length < 2 || !FieldLine().IsMatch(lines[0]))
        {
            return false;
        }

        var headers = Read(start, ref at, start.Length);
        return headers._fields.Keys.Count(name => Usual().IsMatch(name)) >= 2 && headers._fields.Keys.Any(name => Certain().IsMatch(name));
    }

    /// <summary>A parameter of a field, also in the parts and with the charset of RFC 2231.</summary>
    public string? Parameter(string field, string parameter)
    {
        if (!_fields.TryGetValue(field, out var value))
        {
            return null;
        }

        var parts = new SortedDictionary<int, (string Value, bool IsEncoded)>();
        foreach (Match match in Parameters().Matches(value))
        {
            if (match.Groups["name"].Value.Equals(parameter, StringComparison.OrdinalIgnoreCase))
            {
                var number = match.Groups["part"].Success && int.TryParse(match.Groups["part"].ValueSpan, out var part) ? part : 0;
                parts.TryAdd(number, (match.Groups["quoted"].Success ? match.Groups["quoted"].Value.Replace("\\\"", "\"", StringComparison.Ordinal) : match.Groups["bare"].Value, match.Groups["star"].Success));
            }
        }

        if (parts.Count == 0)
        {
            return null;
        }

        var isEncoded = parts.Values.Any(part => part.IsEncoded);
        var joined = string.Concat(parts.Values.Select(part => part.Value));
        return isEncoded && joined.Split('\'', 3) is [var charset, _, var encoded]
            ? (TextDecoding.Named(charset) ?? System.Text.Encoding.UTF8).GetString(Percent(encoded))
            : Decode(joined);
    }

    // A field without encoded words may still hold UTF-8 as it is (RFC 6532).
    private static string Decode(string value)
    {
        var raw = value.Any(c => c > 127) ? TextDecoding.Decode(System.Text.Encoding.Latin1.GetBytes(value)) : value;
        return EncodedWords().Replace(BetweenWords().Replace(raw, "?="), match =>
        {
            var bytes = match.Groups[2].Value is "B" or "b" ? MailBody.Base64(match.Groups[3].Value) : MailBody.QuotedPrintable(match.Groups[3].Value.Replace('_', ' '));
            return (TextDecoding.Named(match.Groups[1].Value.Split('*')[0]) ?? System.Text.Encoding.UTF8).GetString(bytes);
        });
    }

    private static byte[] Percent(string text) => MailBody.QuotedPrintable(text.Replace('%', '='));

    [GeneratedRegex(@";\s*(?<name>[A-Za-z-]+)(?:\*(?<part>\d{1,3}))?(?<star>\*)?\s*=\s*(?:""(?<quoted>(?:[^""\\]|\\.)*)""|(?<bare>[^;\s""]+))", RegexOptions.CultureInvariant)]
    private static partial Regex Parameters();

    [GeneratedRegex(@"=\?([^?\s]{1,40})\?([BbQq])\?([^?\s]*)\?=", RegexOptions.CultureInvariant)]
    private static partial Regex EncodedWords();

    [GeneratedRegex(@"\?=\s+(?==\?)", RegexOptions.CultureInvariant)]
    private static partial Regex BetweenWords();

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9-]{1,40}:", RegexOptions.CultureInvariant)]
    private static partial Regex FieldLine();

    [GeneratedRegex("^(Received|Return-Path|Message-ID|MIME-Version|From|To|Subject|Date|Delivered-To|DKIM-Signature|Content-Type|Cc|Reply-To)$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Usual();

    [GeneratedRegex("^(Received|Return-Path|Message-ID|MIME-Version|Delivered-To|DKIM-Signature)$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Certain();
}
