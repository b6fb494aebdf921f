using System.Text;
using Parley.Reading.Apart;

namespace Parley.Reading.Tests;

/// <summary>How files are read by a process of their own.</summary>
public sealed class ApartTests
{
    private static readonly ReadingOptions Everything = new() { MostBytesWithin = 0, Processes = 1, MostMemoryMiB = 256 };
    private static readonly SourceFile Letter = new("letter.docx", null, Made.Word(Made.Paragraph("Dear all, we meet at nine.")));

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_file_read_apart_is_the_same_as_one_read_here()
    {
        using var reader = Readings.Reader(Everything, Readings.Apart);
        var table = new SourceFile("t.md", null, Encoding.UTF8.GetBytes("# Größe?\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n# Farbe?\n\nRot \ud83d\ude00"));

        var (apart, here) = (await reader.ReadAsync(table, Cancelled), await Readings.ReadAsync(table.Bytes, table.Name));

        Assert.Equal((here.Title, here.Text), (apart.Title, apart.Text));
        Assert.Equal(here.Blocks, apart.Blocks);
        Assert.Contains(apart.Blocks, block => block.IsQuestion);
    }

    [Fact]
    public async Task What_cannot_be_read_says_why_and_the_next_file_is_read()
    {
        using var reader = Readings.Reader(Everything, Readings.Apart);

        var refused = await Assert.ThrowsAsync<UnreadableDocumentException>(() => reader.ReadAsync(new SourceFile("talk.pptx", null, Made.Slides()), Cancelled));

        Assert.Contains("no slides", refused.Message, StringComparison.Ordinal);
        Assert.Equal("Dear all, we meet at nine.", (await reader.ReadAsync(Letter, Cancelled)).Text);
    }

    [Fact]
    public async Task A_file_that_eats_all_memory_harms_nobody()
    {
        using var reader = Readings.Reader(Everything with { MostMemoryMiB = 128, MostUnpackedBytes = 1_000_000_000, MostCharacters = 100_000_000, MostExpansion = 1_100 }, Readings.Apart);
        var greedy = new SourceFile("big.docx", null, Made.Word(Made.Paragraph(new string('x', 40_000_000))));

        var refused = await Assert.ThrowsAsync<UnreadableDocumentException>(() => reader.ReadAsync(greedy, Cancelled));

        Assert.Contains("128 MiB", refused.Message, StringComparison.Ordinal);
        Assert.Equal("Dear all, we meet at nine.", (await reader.ReadAsync(Letter, Cancelled)).Text);
    }

    [Fact]
    public async Task A_reader_that_died_while_it_waited_says_nothing_of_the_next_file()
    {
        Assert.SkipUnless(File.Exists("/bin/sh"), "There is no /bin/sh here.");
        using var folder = new PrivateFolder(null);
        var ids = Path.Combine(folder.Path, "ids");
        var quoted = string.Join(' ', Readings.Apart.Arguments.Prepend(Readings.Apart.FileName).Select(part => $"'{part}'"));
        using var reader = Readings.Reader(Everything, new ReadingProgram("/bin/sh", ["-c", $"echo $$ >> '{ids}'; exec {quoted}"], null));
        await reader.ReadAsync(Letter, Cancelled);
        using (var waiting = System.Diagnostics.Process.GetProcessById(int.Parse((await File.ReadAllLinesAsync(ids, Cancelled))[0], System.Globalization.CultureInfo.InvariantCulture)))
        {
            waiting.Kill();
            await waiting.WaitForExitAsync(Cancelled);
        }

        Assert.Equal("Dear all, we meet at nine.", (await reader.ReadAsync(Letter, Cancelled)).Text);
        Assert.Equal(2, (await File.ReadAllLinesAsync(ids, Cancelled)).Length);
    }

    [Fact]
    public async Task A_reader_that_never_answers_is_ended_when_its_time_is_over()
    {
        Assert.SkipUnless(File.Exists("/bin/cat"), "There is no /bin/cat here.");
        using var reader = Readings.Reader(Everything with { TimeLimit = TimeSpan.FromSeconds(1) }, new ReadingProgram("/bin/sh", ["-c", "cat > /dev/null"], null));

        var refused = await Assert.ThrowsAsync<UnreadableDocumentException>(() => reader.ReadAsync(Letter, Cancelled));

        Assert.Contains("longer than 1 seconds", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_cancels_gets_a_cancellation_and_no_verdict_on_the_file()
    {
        Assert.SkipUnless(File.Exists("/bin/cat"), "There is no /bin/cat here.");
        using var reader = Readings.Reader(Everything, new ReadingProgram("/bin/sh", ["-c", "cat > /dev/null"], null));
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        var reading = reader.ReadAsync(Letter, cancel.Token);

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
    }

    [Fact]
    public async Task A_program_that_is_not_there_is_our_fault_and_not_the_files()
    {
        using var reader = Readings.Reader(Everything, new ReadingProgram("/nowhere/at/all", [], null));

        await Assert.ThrowsAsync<IOException>(() => reader.ReadAsync(Letter, Cancelled));
    }

    [Fact]
    public async Task Nothing_is_left_behind_where_files_lay()
    {
        Readings.Need("pdftotext");
        using var parent = new PrivateFolder(null);
        Directory.CreateDirectory(Path.Combine(parent.Path, "parley-read-of-a-process-that-was-killed"));
        using var reader = Readings.Reader(Everything, Readings.Apart with { Folder = parent.Path });

        await reader.ReadAsync(new SourceFile("a.pdf", null, Made.Pdf([(72, 700, 11, "Some text here.")])), Cancelled);
        await Assert.ThrowsAsync<UnreadableDocumentException>(() => reader.ReadAsync(new SourceFile("b.pdf", null, "%PDF-1.4 nothing"u8.ToArray()), Cancelled));

        Assert.Empty(Directory.GetFileSystemEntries(parent.Path));
    }
}
