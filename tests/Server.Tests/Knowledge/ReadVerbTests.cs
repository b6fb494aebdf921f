using Microsoft.Extensions.Logging.Abstractions;
using Parley.Host.Commands;
using Parley.Reading;

namespace Parley.Server.Tests.Knowledge;

/// <summary>The program reads files when it is called with the verb that the server calls it with.</summary>
public sealed class ReadVerbTests
{
    [Fact]
    public async Task The_verb_reads_what_comes_over_its_pipe()
    {
        var folder = Directory.CreateTempSubdirectory("parley-verb-");
        var program = ReadVerb.Program(folder.FullName);
        Assert.NotEqual("", program.FileName);
        using var reader = new DocumentReader(new ReadingOptions { MostBytesWithin = 0 }, program, TimeProvider.System, NullLogger<DocumentReader>.Instance);

        var document = await reader.ReadAsync(new SourceFile("a.md", null, "# Title\n\nText."u8.ToArray()), TestContext.Current.CancellationToken);

        Assert.Equal(("Title", "Title\n\nText."), (document.Title, document.Text));
        folder.Delete(recursive: true);
    }
}
