using System.Text.RegularExpressions;

namespace Parley.Schemas.Compiling;

/// <summary>URIs and references to them, RFC 3986. System.Uri changes what it reads, and takes a path for a file's.</summary>
internal static partial class UriReference
{
    /// <summary>The URI that a reference means, seen from a base (section 5.2.2).</summary>
    public static string Resolve(string baseUri, string reference)
    {
        var (from, to) = (Split(baseUri), Split(reference));
        if (to.Scheme.Length > 0)
        {
            return Join(to.Scheme, to.Authority, Clean(to.Path), to.Query, to.Fragment);
        }

        if (to.Authority.Length > 0)
        {
            return Join(from.Scheme, to.Authority, Clean(to.Path), to.Query, to.Fragment);
        }

        if (to.Path.Length == 0)
        {
            return Join(from.Scheme, from.Authority, from.Path, to.Query.Length > 0 ? to.Query : from.Query, to.Fragment);
        }

        var path = to.Path[0] == '/' ? to.Path : Merge(from, to.Path);
        return Join(from.Scheme, from.Authority, Clean(path), to.Query, to.Fragment);
    }

    /// <returns>The URI without its fragment, and the fragment, decoded; empty for none.</returns>
    public static (string Resource, string Fragment) Cut(string uri)
    {
        var mark = uri.IndexOf('#', StringComparison.Ordinal);
        return mark < 0 ? (uri, "") : (uri[..mark], Uri.UnescapeDataString(uri[(mark + 1)..]));
    }

    private static string Merge(Parts from, string path) =>
        from.Authority.Length > 0 && from.Path.Length == 0 ? "/" + path : from.Path[..(from.Path.LastIndexOf('/') + 1)] + path;

    private static string Clean(string path)
    {
        if (!path.Contains("/.", StringComparison.Ordinal) && !path.StartsWith('.'))
        {
            return path;
        }

        var kept = new List<string>();
        var steps = path.Split('/');
        foreach (var (index, step) in steps.Index())
        {
            if (step == ".." && kept.Count > (path[0] == '/' ? 1 : 0))
            {
                kept.RemoveAt(kept.Count - 1);
            }

            if (step is not ("." or ".."))
            {
                kept.Add(step);
            }
            else if (index == steps.Length - 1)
            {
                kept.Add("");
            }
        }

        return string.Join('/', kept);
    }

    private static string Join(string scheme, string authority, string path, string query, string fragment) => scheme + authority + path + query + fragment;

    private static Parts Split(string uri)
    {
        var found = Form().Match(uri).Groups;
        return new(found[1].Value, found[2].Value, found[3].Value, found[4].Value, found[5].Value);
    }

    // Appendix B, with the marks kept on their parts.
    [GeneratedRegex(@"^([A-Za-z][A-Za-z0-9+.\-]*:)?(//[^/?#]*)?([^?#]*)(\?[^#]*)?(#.*)?$", RegexOptions.Singleline | RegexOptions.CultureInvariant)]
    private static partial Regex Form();

    private sealed record Parts(string Scheme, string Authority, string Path, string Query, string Fragment);
}
