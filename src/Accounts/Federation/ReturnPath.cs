using System.Text.RegularExpressions;

namespace Parley.Accounts;

/// <summary>The page to come back to: one of this server's own, whatever the browser was told.</summary>
internal static partial class ReturnPath
{
    private const string Home = "/";

    /// <returns>The path, or the first page when it leads elsewhere or to no page.</returns>
    public static string Read(string? asked) =>
        asked is { Length: > 0 and <= 400 } && Form().IsMatch(asked) && !asked.StartsWith("/v1/", StringComparison.OrdinalIgnoreCase) ? asked : Home;

    public static string With(string path, string name, string value) =>
        $"{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}{name}={Uri.EscapeDataString(value)}";

    // Neither //host nor /\host, and nothing that a browser drops or turns while it reads an address.
    [GeneratedRegex(@"\A/([A-Za-z0-9_\-.~][A-Za-z0-9_\-.~/]*)?(\?[A-Za-z0-9_\-.~=&%]*)?\z")]
    private static partial Regex Form();
}
