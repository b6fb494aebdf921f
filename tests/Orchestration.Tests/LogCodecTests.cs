using System.Text;

namespace Parley.Orchestration.Tests;

public sealed class LogCodecTests
{
    private static readonly LogEntry[] Three =
    [
        new(1, "turn.started", "{}"u8.ToArray()),
        new(2, "delta", """{"text":"a\nb 🦜"}"""u8.ToArray()),
        new(3, "turn.completed", "{}"u8.ToArray()),
    ];

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(99)]
    public void A_packed_log_has_the_same_entries_and_numbers(long after)
    {
        var entries = new List<LogEntry>();

        LogCodec.Unpack(LogCodec.Pack(Three), after, entries);

        Assert.Equal(Told(Three.Where(entry => entry.Number > after)), Told(entries));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void A_row_in_the_middle_of_a_log_knows_its_numbers_by_its_last(long after)
    {
        var row = LogCodec.Pack([.. Three.Select(entry => entry with { Number = entry.Number + 40 })]);
        var entries = new List<LogEntry>();

        LogCodec.UnpackRow(row, 43, 40 + after, entries);

        Assert.Equal(Told(Three.Skip((int)after)), Told(entries.Select(entry => entry with { Number = entry.Number - 40 })));
    }

    [Fact]
    public void A_row_of_an_older_version_is_one_entry()
    {
        var entries = new List<LogEntry>();

        LogCodec.UnpackRow(Encoding.UTF8.GetBytes("delta\n{\"text\":\"kept\"}"), 7, 6, entries);

        Assert.Equal([(7, "delta", "{\"text\":\"kept\"}")], Told(entries));
    }

    private static IEnumerable<(long, string, string)> Told(IEnumerable<LogEntry> entries) =>
        entries.Select(entry => (entry.Number, entry.Name, Encoding.UTF8.GetString(entry.Json.Span)));
}
