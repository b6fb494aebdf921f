using System.Text.RegularExpressions;

namespace Parley.Redaction;

/// <summary>What is named as a secret: "password: …", "api_key = …", "Authorization: Bearer …", "my password is …".</summary>
internal static partial class SecretWords
{
    public static void Read(Segment segment, List<PersonalDatum> found)
    {
        var text = segment.Text;
        foreach (var match in Bearer().EnumerateMatches(text, segment.From))
        {
            var value = text.Slice(match.Index, match.Length);
            var start = match.Index + value.LastIndexOf(' ') + 1;
            if (IsMixed(text[start..(match.Index + match.Length)]))
            {
                found.Add(new(DatumKinds.Secret, start, match.Index + match.Length, 0.97));
            }
        }

        // The name may stand in what comes before the segment, but the value does not.
        foreach (var match in Named().EnumerateMatches(text, Math.Max(0, segment.From - 48)))
        {
            ReadValue(segment, match.Index + match.Length, text.Slice(match.Index, match.Length), found);
        }
    }

    private static void ReadValue(Segment segment, int at, ReadOnlySpan<char> name, List<PersonalDatum> found)
    {
        var text = segment.Text;
        if (at >= text.Length)
        {
            return;
        }

        var quote = text[at] is '"' or '\'' or '`' or '“' ? text[at] == '“' ? '”' : text[at] : '\0';
        var start = at + (quote == '\0' ? 0 : 1);
        var end = start;
        while (end < text.Length && (quote == '\0' ? !char.IsWhiteSpace(text[end]) && text[end] is not (';' or ',' or '"' or '\'' or '<' or '>' or '&') : text[end] != quote && text[end] != '\n'))
        {
            end++;
        }

        var isSigned = name.ContainsAny('=', ':');
        while (quote == '\0' && end > start && (text[end - 1] is '.' or ')' or ']' or '}' || (!isSigned && text[end - 1] is '!' or '?')))
        {
            end--;
        }

        var value = text[start..end];
        if (value.Length is >= 4 and <= 200 && !IsStandIn(value) && (isSigned || quote != '\0' ? IsMixed(value) || value.Length >= 6 && !name.Contains("token", StringComparison.OrdinalIgnoreCase) && !value.Contains(' ') : IsMixed(value)))
        {
            found.Add(new(DatumKinds.Secret, start, end, isSigned ? 0.93 : 0.86));
        }
    }

    // What is no plain word: a digit, a sign or a capital among small letters.
    private static bool IsMixed(ReadOnlySpan<char> value)
    {
        var (letters, others, capitals) = (0, 0, 0);
        for (var i = 0; i < value.Length; i++)
        {
            letters += char.IsLetter(value[i]) ? 1 : 0;
            others += char.IsLetter(value[i]) || value[i] is '\'' or '’' or '-' ? 0 : 1;
            capitals += i > 0 && char.IsUpper(value[i]) && char.IsLower(value[i - 1]) ? 1 : 0;
        }

        return (others > 0 && (letters > 0 || others >= 4)) || capitals > 0;
    }

    private static bool IsStandIn(ReadOnlySpan<char> value) =>
        value[0] is '$' or '<' or '{' or '[' or '*' or '(' or '%' || !value.ContainsAnyExcept(value[0]) || value.Contains("(", StringComparison.Ordinal)
        || value.StartsWith("your", StringComparison.OrdinalIgnoreCase) || value.StartsWith("http", StringComparison.OrdinalIgnoreCase)
        || value.StartsWith("os.", StringComparison.Ordinal) || value.StartsWith("process.", StringComparison.Ordinal)
        || value.Contains("example", StringComparison.OrdinalIgnoreCase) || value.Contains("...", StringComparison.Ordinal)
        || value is "null" or "None" or "true" or "false" or "string" or "undefined" or "required" or "optional" or "forgotten" or "incorrect";

    [GeneratedRegex(@"(?<!\w)(?:bearer|basic|token)[ ]+[A-Za-z0-9\-._~+/]{16,}={0,2}", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Bearer();

    [GeneratedRegex(
        """
        (?:(?<![A-Za-z])|(?<=_))
        (?:pass(?:word|wd|phrase|code)?|pwd|secret|token|api[_\- ]?key|access[_\- ]?key(?:[_\- ]?id)?|client[_\- ]?secret|private[_\- ]?key|secret[_\- ]?(?:access[_\- ]?)?key|auth[_\- ]?token|encryption[_\- ]?key|account[_\- ]?key|credentials?
          |passwort|kennwort|contraseña|mot\ de\ passe|senha|wachtwoord|hasło)
        ["'`*]{0,2}(?:\ {0,3}(?:[:=]{1,2}|=>|:=)\ {0,3}|\ (?:is|was|ist|lautet|es|est)\ (?:now\ |set\ to\ )?:?\ ?|\ to\ )
        """, RegexOptions.IgnoreCase | RegexOptions.IgnorePatternWhitespace | RegexOptions.CultureInvariant)]
    private static partial Regex Named();
}
