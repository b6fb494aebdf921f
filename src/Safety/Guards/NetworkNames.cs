using System.Globalization;
using System.Text;
using Parley.Redaction;

namespace Parley.Safety;

/// <summary>The hosts and e-mail addresses that a text names, each in one spelling.</summary>
public static class NetworkNames
{
    private const string Scheme = "://";

    // A URL that bears a password is told as a secret; and what is taken for a secret is told as nothing else.
    private static readonly FindOptions[] Looks =
    [
        new() { Kinds = new HashSet<string>([DatumKinds.Email, DatumKinds.Url, DatumKinds.Domain, DatumKinds.Ip]), LeastScore = 0 },
        new() { Kinds = new HashSet<string>([DatumKinds.Secret]), LeastScore = 0 },
    ];

    private static readonly IdnMapping Idn = new();

    /// <returns>Hosts without <c>www.</c>, in lower case, international ones in their ASCII form; addresses whole, in lower case.</returns>
    public static IReadOnlySet<string> Of(string text)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        Add(text, names);

        // What is written in per cent signs is the same address to whoever is given it.
        if (text.Contains('%', StringComparison.Ordinal))
        {
            Add(Uri.UnescapeDataString(text), names);
        }

        return names;
    }

    /// <summary>A text's letters and digits alone: an address that is spread over it, such as <c>evil [.] com</c>, stands together there.</summary>
    public static string Squashed(string text)
    {
        var squashed = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            if (char.IsLetterOrDigit(c))
            {
                squashed.Append(char.ToLowerInvariant(c));
            }
        }

        return squashed.ToString();
    }

    private static void Add(string text, HashSet<string> names)
    {
        foreach (var datum in Looks.SelectMany(look => PersonalDataFinder.Find(text, look)))
        {
            var value = text.AsSpan(datum.Start, datum.Length);
            if (datum.Kind == DatumKinds.Url || value.Contains(Scheme, StringComparison.Ordinal))
            {
                names.Add(Host(value));
            }
            else if (datum.Kind != DatumKinds.Secret)
            {
                names.Add(datum.Kind == DatumKinds.Email ? value.ToString().ToLowerInvariant() : Plain(value.ToString()));
            }
        }

        names.Remove("");
    }

    private static string Host(ReadOnlySpan<char> url)
    {
        var scheme = url.IndexOf(Scheme, StringComparison.Ordinal);
        var rest = scheme < 0 ? url : url[(scheme + Scheme.Length)..];
        var end = rest.IndexOfAny("/?#\\");
        var authority = end < 0 ? rest : rest[..end];
        authority = authority[(authority.LastIndexOf('@') + 1)..];
        var port = authority.LastIndexOf(':');
        return Plain((port > authority.LastIndexOf(']') ? authority[..port] : authority).ToString());
    }

    private static string Plain(string host)
    {
        host = host.Trim('[', ']', '.').ToLowerInvariant();
        host = host.StartsWith("www.", StringComparison.Ordinal) ? host[4..] : host;
        try
        {
            return host.Length == 0 || host.All(char.IsAscii) ? host : Idn.GetAscii(host);
        }
        catch (ArgumentException)
        {
            // It is no name of the net, and still the same text as where it came from.
            return host;
        }
    }
}
