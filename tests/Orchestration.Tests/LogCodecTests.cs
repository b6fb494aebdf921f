using System.Text;

namespace Parley.Orchestration.Tests;

public sealed class LogCodecTests
{
    [Fact]
    public void An_entry_comes_back_as_it_was()
    {
        var entry = LogCodec.Decode(7, LogCodec.Encode("delta", """{"text":"a\nb 🦜"}"""u8));

        Assert.Equal((7, "delta", """{"text":"a\nb 🦜"}"""), (entry.Number, entry.Name, Encoding.UTF8.GetString(entry.Json.Span)));
    }

    [Theory]
    [InlineData(0, 3)]
    [InlineData(2, 1)]
    [InlineData(3, 0)]
    [InlineData(99, 0)]
    public void A_packed_log_has_the_same_entries_and_numbers(long after, int left)
    {
        var packed = LogCodec.Pack([.. new[] { "turn.started", "delta", "turn.completed" }.Select(name => LogCodec.Encode(name, "{}"u8))]);

        var entries = LogCodec.Unpack(packed, after);

        Assert.Equal(left, entries.Count);
        Assert.Equal(Enumerable.Range((int)after + 1, left).Select(number => (long)number), entries.Select(entry => entry.Number));
        Assert.True(left == 0 || entries[^1].IsTerminal);
    }
}
