using System.Text;
using Microsoft.Extensions.Logging.Abstractions;

namespace Parley.Reading.Tests;

/// <summary>Reads a file as the product does.</summary>
internal static class Readings
{
    /// <summary>This very program as a reading process.</summary>
    public static ReadingProgram Apart { get; } = ReadingProgram.Of("Parley.Reading.Tests", "read", null);

    public static DocumentReader Reader(ReadingOptions? options = null, ReadingProgram? program = null) =>
        new(options ?? new ReadingOptions(), program ?? ReadingProgram.None, TimeProvider.System, NullLogger<DocumentReader>.Instance);

    public static async Task<CleanDocument> ReadAsync(byte[] bytes, string? name = null, string? type = null, ReadingOptions? options = null)
    {
        using var reader = Reader(options);
        return await reader.ReadAsync(new SourceFile(name, type, bytes), TestContext.Current.CancellationToken);
    }

    public static Task<CleanDocument> ReadAsync(string text, string name, ReadingOptions? options = null) => ReadAsync(Encoding.UTF8.GetBytes(text), name, null, options);

    /// <returns>The reason why it cannot be read.</returns>
    public static async Task<string> RefuseAsync(byte[] bytes, string? name = null, string? type = null, ReadingOptions? options = null) =>
        (await Assert.ThrowsAsync<UnreadableDocumentException>(() => ReadAsync(bytes, name, type, options))).Message;

    public static string Kinds(this CleanDocument document) => string.Join(' ', document.Blocks.Select(block => $"{block.Kind}{(block.Level > 0 ? $"{block.Level}" : "")}{(block.IsQuestion ? "?" : "")}"));

    public static string TextOn(this CleanDocument document, int page) => document.Pages.Single(span => span.Page == page) is var place ? document.Text[place.Start..place.End].Trim() : "";

    /// <summary>PDF needs Poppler, scans Tesseract; without them the test says so.</summary>
    public static void Need(params string[] programs) => Assert.SkipWhen(
        programs.Any(program => Parley.Reading.Apart.ExternalTool.Find(program) is null), $"Not installed: {string.Join(", ", programs.Where(program => Parley.Reading.Apart.ExternalTool.Find(program) is null))}.");
}
