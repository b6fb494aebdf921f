using System.Text;
using System.Text.RegularExpressions;

namespace Parley.Reading;

/// <summary>Bytes as text: by their byte order mark, as UTF-8, by the charset that is declared, else as the Western code page.</summary>
internal static partial class TextDecoding
{
    private const int MostCharsetHead = 2_048;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    static TextDecoding() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    /// <param name="mediaType">May say a charset.</param>
    /// <exception cref="UnreadableDocumentException">It is no text.</exception>
    public static string Decode(ReadOnlySpan<byte> bytes, string? mediaType = null)
    {
        var (encoding, skip) = Mark(bytes);
        if (encoding is not null)
        {
            return Checked(encoding.GetString(bytes[skip..]));
        }

        if (Unmarked(bytes) is { } wide)
        {
            return Checked(wide.GetString(bytes));
        }

        try
        {
            return Checked(Strict.GetString(bytes));
        }
        catch (DecoderFallbackException)
        {
            return Checked(Old(bytes, Charset(mediaType) ?? Charset(Encoding.Latin1.GetString(bytes[..Math.Min(bytes.Length, MostCharsetHead)]))));
        }
    }

    /// <summary>The text of the first bytes, as well as it can be told; never fails.</summary>
    public static string Head(ReadOnlySpan<byte> bytes, int most)
    {
        var (encoding, skip) = Mark(bytes);
        return (encoding ?? Unmarked(bytes) ?? Encoding.UTF8).GetString(bytes[skip..Math.Min(bytes.Length, most)]);
    }

    /// <returns>Null when there is no such charset here.</returns>
    public static Encoding? Named(string? charset)
    {
        try
        {
            return string.IsNullOrWhiteSpace(charset) || charset.Equals("utf-7", StringComparison.OrdinalIgnoreCase) ? null : Encoding.GetEncoding(charset.Trim().Trim('"', '\''));
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private static (Encoding? Encoding, int Skip) Mark(ReadOnlySpan<byte> bytes) => bytes switch
    {
        [0xef, 0xbb, 0xbf, ..] => (Encoding.UTF8, 3),
        [0xff, 0xfe, 0, 0, ..] => (Encoding.UTF32, 4),
        [0xff, 0xfe, ..] => (Encoding.Unicode, 2),
        [0xfe, 0xff, ..] => (Encoding.BigEndianUnicode, 2),
        _ => (null, 0),
    };

    // UTF-16 without its mark: in most texts every other byte is zero.
    private static Encoding? Unmarked(ReadOnlySpan<byte> bytes)
    {
        var length = Math.Min(bytes.Length, 4_096) & ~1;
        var (even, odd) = (0, 0);
        for (var i = 0; i < length; i += 2)
        {
            even += bytes[i] == 0 ? 1 : 0;
            odd += bytes[i + 1] == 0 ? 1 : 0;
        }

        return length < 16 || bytes.Length % 2 != 0 ? null
            : odd > length * 0.3 && even < length * 0.01 ? Encoding.Unicode
            : even > length * 0.3 && odd < length * 0.01 ? Encoding.BigEndianUnicode
            : null;
    }

    private static string Old(ReadOnlySpan<byte> bytes, Encoding? declared)
    {
        if (declared is not null and not UTF8Encoding)
        {
            return declared.GetString(bytes);
        }

        var (high, letters) = (0, 0);
        foreach (var b in bytes)
        {
            high += b >= 0x80 ? 1 : 0;
            letters += b >= 0x80 || char.IsAsciiLetter((char)b) ? 1 : 0;
        }

        // UTF-8 that was cut or damaged in a few places is still UTF-8.
        var lenient = Encoding.UTF8.GetString(bytes);
        if (lenient.AsSpan().Count('\uFFFD') * 20 < high)
        {
            return lenient;
        }

        return high > 0.4 * letters && high > 20
            ? throw new UnreadableDocumentException("Its text is neither UTF-8 nor a Western code page. Save it as UTF-8 and send it again.")
            : Encoding.GetEncoding(1252).GetString(bytes);
    }

    private static string Checked(string text)
    {
        var odd = text.AsSpan(0, Math.Min(text.Length, 65_536)).CountAny(Controls);
        return text.Contains('\0', StringComparison.Ordinal) || (odd > 2 && odd * 50 > Math.Min(text.Length, 65_536))
            ? throw new UnreadableDocumentException("It holds bytes that stand in no text, and it is no other kind of file that is known here. Send it as PDF or as text in UTF-8.")
            : text;
    }

    private static Encoding? Charset(string? said) => said is not null && CharsetOf().Match(said) is { Success: true } match ? Named(match.Groups[1].Value) : null;

    private static readonly System.Buffers.SearchValues<char> Controls = System.Buffers.SearchValues.Create(
        "\u0001\u0002\u0003\u0004\u0005\u0006\u0007\u0008\u000e\u000f\u0010\u0011\u0012\u0013\u0014\u0015\u0016\u0017\u0018\u0019\u001c\u001d\u001e\u001f");

    [GeneratedRegex(@"charset\s*=\s*[""']?([A-Za-z0-9_.:-]{2,40})", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex CharsetOf();
}
