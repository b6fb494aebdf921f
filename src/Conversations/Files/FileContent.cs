using System.Text;

namespace Parley.Conversations;

/// <summary>Finds out what comes in, piece by piece: by what it is, never by what is said of it.</summary>
internal sealed class FileContent(string name)
{
    private static readonly UTF8Encoding Utf8 = new(false, throwOnInvalidBytes: true);
    private static readonly UnicodeEncoding LittleEndian = new(false, false, throwOnInvalidBytes: true);
    private static readonly UnicodeEncoding BigEndian = new(true, false, throwOnInvalidBytes: true);

    private Decoder? _decoder;
    private ImageHeader? _image;
    private char[] _characters = [];

    public string Kind => _image is null ? StoredFile.Text : StoredFile.Image;

    public string MediaType => _image?.MediaType ?? Path.GetExtension(name).ToLowerInvariant() switch
    {
        ".md" or ".markdown" => "text/markdown",
        ".html" or ".htm" or ".xhtml" => "text/html",
        _ => "text/plain",
    };

    public int? Width => _image?.Width;

    public int? Height => _image?.Height;

    /// <summary>What a text says, of its bytes; a mark of their order is no part of it.</summary>
    public static string Decode(byte[] bytes)
    {
        var (encoding, mark) = EncodingOf(bytes);
        return encoding.GetString(bytes, mark, bytes.Length - mark);
    }

    /// <param name="last">Whether nothing follows.</param>
    /// <exception cref="RefusedException">It is neither text nor an image that can be taken.</exception>
    public void Take(ReadOnlySpan<byte> piece, bool last)
    {
        if (_decoder is null && _image is null)
        {
            Begin(ref piece);
        }

        if (_decoder is not { } decoder)
        {
            return;
        }

        try
        {
            if (_characters.Length < piece.Length + 4)
            {
                _characters = new char[piece.Length + 4];
            }

            var read = decoder.GetChars(piece, _characters, flush: last);
            if (_characters.AsSpan(0, read).ContainsAny(Unwritten))
            {
                throw Unreadable();
            }
        }
        catch (DecoderFallbackException)
        {
            throw Unreadable();
        }
    }

    private void Begin(ref ReadOnlySpan<byte> head)
    {
        _image = ImageHeader.Read(head);
        if (_image is { IsTooLarge: true })
        {
            throw new RefusedException(Refusal.Invalid(
                "file", "The image is broken, or larger than 8,000 pixels on a side or 40 million in all. Make it smaller."));
        }

        if (_image is null)
        {
            if (head.StartsWith("%PDF-"u8))
            {
                throw Unreadable();
            }

            var (encoding, mark) = EncodingOf(head);
            _decoder = encoding.GetDecoder();
            head = head[mark..];
        }
    }

    /// <summary>Control characters that no text is written with.</summary>
    private static readonly System.Buffers.SearchValues<char> Unwritten = System.Buffers.SearchValues.Create(
        [.. Enumerable.Range(0, 32).Select(code => (char)code).Except(['\t', '\n', '\r', '\f', '\v', '\u001b']), '\ufffe', '\uffff']);

    private static (Encoding Encoding, int Mark) EncodingOf(ReadOnlySpan<byte> head) =>
        head.StartsWith((ReadOnlySpan<byte>)[0xff, 0xfe]) ? (LittleEndian, 2)
        : head.StartsWith((ReadOnlySpan<byte>)[0xfe, 0xff]) ? (BigEndian, 2)
        : head.StartsWith(Encoding.UTF8.Preamble) ? (Utf8, 3)
        : (Utf8, 0);

    private static RefusedException Unreadable() => new(
        new Refusal(415, "unsupported_file", "This is neither text in UTF-8 or UTF-16 nor a PNG, JPEG, GIF or WebP image, whatever its name says.")
        {
            Errors = new Dictionary<string, string[]> { ["file"] = ["Only texts and PNG, JPEG, GIF and WebP images can be taken."] },
        });
}
