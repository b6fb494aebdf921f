namespace Parley.Schemas;

/// <summary>JSON pointers, RFC 6901.</summary>
internal static class JsonPointer
{
    public static string Escape(string step) => step.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);

    public static string Unescape(string step) => step.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);

    public static string Under(this string pointer, string step) => $"{pointer}/{Escape(step)}";

    public static string Under(this string pointer, int index) => $"{pointer}/{index}";
}
