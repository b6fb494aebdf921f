using System.Text;
using Parley.Conversations;
using Parley.Kernel;

namespace Parley.Server.Tests.Files;

/// <summary>What a file is, by its content.</summary>
public sealed class FileContentTests
{
    public static TheoryData<string, byte[], string, string> Taken => new()
    {
        { "a.txt", "Grüße 😀"u8.ToArray(), "text", "text/plain" },
        { "a.md", "# Title"u8.ToArray(), "text", "text/markdown" },
        { "a.html", "<script>alert(1)</script>"u8.ToArray(), "text", "text/html" },
        { "a.svg", "<svg onload='x'/>"u8.ToArray(), "text", "text/plain" },
        { "picture.png", "no picture at all"u8.ToArray(), "text", "text/plain" },
        { "bom.txt", [0xef, 0xbb, 0xbf, (byte)'a'], "text", "text/plain" },
        { "le.txt", [0xff, 0xfe, .. Encoding.Unicode.GetBytes("Ä😀")], "text", "text/plain" },
        { "be.txt", [0xfe, 0xff, .. Encoding.BigEndianUnicode.GetBytes("Ä😀")], "text", "text/plain" },
        { "text.txt", Images.Png(3, 5), "image", "image/png" },
        { "x", Images.Gif(3, 5), "image", "image/gif" },
        { "x", Images.Jpeg(3, 5), "image", "image/jpeg" },
        { "x", Images.WebP(3, 5), "image", "image/webp" },
    };

    [Theory]
    [MemberData(nameof(Taken))]
    public void A_file_is_what_its_content_is(string name, byte[] bytes, string kind, string mediaType)
    {
        foreach (var cut in (int[])[bytes.Length, Math.Max(1, bytes.Length - 1)])
        {
            var content = new FileContent(name);
            if (kind == "image" && cut < bytes.Length)
            {
                continue;
            }

            content.Take(bytes.AsSpan(0, cut), last: cut == bytes.Length);
            if (cut < bytes.Length)
            {
                content.Take(bytes.AsSpan(cut), last: true);
            }

            Assert.Equal((kind, mediaType), (content.Kind, content.MediaType));
            Assert.Equal(kind == "image" ? (3, 5) : (null, null), (content.Width, content.Height));
        }
    }

    public static TheoryData<string, byte[], int> Refused => new()
    {
        { "nul.txt", "a\0b"u8.ToArray(), 415 },
        { "latin.txt", [(byte)'c', 0xe9], 415 },
        { "half.txt", [0xff, 0xfe, 0x00, 0xd8], 415 },
        { "odd.txt", [0xff, 0xfe, 0x41], 415 },
        { "utf32.txt", [0xff, 0xfe, 0, 0, 0x41, 0, 0, 0], 415 },
        { "zip.txt", "PK\u0003\u0004"u8.ToArray(), 415 },
        { "pdf.txt", "%PDF-1.7 all ascii"u8.ToArray(), 415 },
        { "bomb.png", Images.Png(50_000, 50_000), 400 },
        { "wide.png", Images.Png(8_001, 1), 400 },
        { "area.png", Images.Png(7_000, 7_000), 400 },
        { "none.png", Images.Png(0, 5), 400 },
        { "short.png", Images.Png(3, 5)[..12], 400 },
        { "short.jpg", Images.Jpeg(3, 5)[..5], 400 },
        { "loop.jpg", [0xff, 0xd8, 0xff, 0xe0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], 400 },
        { "short.webp", Images.WebP(3, 5)[..16], 400 },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void What_is_neither_text_nor_a_sound_image_is_refused(string name, byte[] bytes, int status)
    {
        var refused = Assert.Throws<RefusedException>(() => new FileContent(name).Take(bytes, last: true));

        Assert.Equal(status, refused.Refusal.Status);
    }

    [Theory]
    [InlineData("../../etc/passwd", "passwd")]
    [InlineData("C:\\temp\\a.txt", "a.txt")]
    [InlineData("gpj.\u202Etxt.exe", "gpj.txt.exe")]
    [InlineData("a\r\nX-Evil: 1.txt", "aX-Evil: 1.txt")]
    [InlineData("..", "file")]
    [InlineData("  ", "file")]
    [InlineData(null, "file")]
    [InlineData("\uD800.txt", "txt")]
    public void A_name_says_no_more_than_a_name_may(string? given, string name) => Assert.Equal(name, FileName.Sound(given));

    [Fact]
    public void A_long_name_keeps_its_ending_and_no_half_letters()
    {
        var name = FileName.Sound(string.Concat(Enumerable.Repeat("👩‍👩‍👧", 100)) + ".markdown");

        Assert.EndsWith(".markdown", name, StringComparison.Ordinal);
        Assert.InRange(name.Length, 100, 200);
        Assert.DoesNotContain('\uFFFD', Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(name)));
    }
}

/// <summary>Images of which only the beginning is real.</summary>
internal static class Images
{
    public static byte[] Png(int width, int height) =>
    [
        0x89, .. "PNG\r\n"u8, 0x1a, 0x0a, 0, 0, 0, 13, .. "IHDR"u8,
        (byte)(width >> 24), (byte)(width >> 16), (byte)(width >> 8), (byte)width, (byte)(height >> 24), (byte)(height >> 16), (byte)(height >> 8), (byte)height,
        8, 2, 0, 0, 0,
    ];

    public static byte[] Gif(int width, int height) => [.. "GIF89a"u8, (byte)width, (byte)(width >> 8), (byte)height, (byte)(height >> 8), 0, 0, 0];

    public static byte[] Jpeg(int width, int height) =>
    [
        0xff, 0xd8, 0xff, 0xe0, 0, 4, 0, 0, 0xff, 0xc2, 0, 17, 8, (byte)(height >> 8), (byte)height, (byte)(width >> 8), (byte)width, 3, 0, 0, 0, 0, 0, 0, 0, 0,
    ];

    public static byte[] WebP(int width, int height) =>
        [.. "RIFF"u8, 22, 0, 0, 0, .. "WEBPVP8X"u8, 10, 0, 0, 0, 0, 0, 0, 0, (byte)(width - 1), 0, 0, (byte)(height - 1), 0, 0];
}
