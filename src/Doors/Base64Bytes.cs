namespace Parley.Doors;

/// <summary>Bytes that came as a text.</summary>
internal static class Base64Bytes
{
    /// <returns>Null when the text is no base64.</returns>
    public static byte[]? Read(ReadOnlySpan<char> text)
    {
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64Chars(text, bytes, out var length) ? bytes[..length] : null;
    }
}
