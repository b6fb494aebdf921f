using System.Text;

namespace Parley.Exchange.Tests;

/// <summary>Files that were made to cost much: what reading them takes grows with their size, and no faster.</summary>
public sealed class ForgedImportTests
{
    private const long MostPerByte = 200;

    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void An_answer_in_thousands_of_pieces()
    {
        const int pieces = 4_000;
        var nodes = string.Join(',', Enumerable.Range(0, pieces).Select(i => "\"" + i + "\":" + $$"""
            {"parent":"{{i - 1}}","message":{"author":{"role":"assistant"},"content":{"content_type":"text","parts":["{{new string('x', 300)}}"] } } }
            """));

        var plan = ReadWithin(MostPerByte, "{\"mapping\":{" + nodes + "}}");

        Assert.Equal((pieces * 302) - 2, Assert.Single(plan.Messages).Message.Text.Length);
    }

    [Fact]
    public void Thousands_of_children_of_a_node_with_a_long_name()
    {
        var name = new string('n', 200_000);
        var children = string.Join(',', Enumerable.Range(0, 3_000).Select(i => $"\"{i}\""));

        var plan = ReadWithin(MostPerByte, "{\"mapping\":{\"" + name + "\":{\"children\":[" + children + "]}}}");

        Assert.Empty(plan.Messages);
    }

    [Theory]
    [InlineData("""{"schema":"parley.conversation","version":1,"conversation":{},"messages":[{"id":"a","role":"user","content":"x","attachments":[""", "0", "]}]}")]
    [InlineData("""{"mapping":{"a":{"message":{"author":{"role":"user"},"content":{"parts":["x"]},"metadata":{"attachments":[""", "{}", "]}}}}}")]
    public void More_attachments_than_a_message_can_name(string before, string attachment, string after)
    {
        var json = $"{before}{string.Join(',', Enumerable.Repeat(attachment, 200_000))}{after}";

        var refused = Assert.Throws<BrokenConversationException>(() => ReadWithin(MostPerByte, json));

        Assert.Contains("characters", refused.Message, StringComparison.Ordinal);
    }

    // What is allocated is the same each time, whatever else the machine does.
    private static ImportPlan ReadWithin(long mostPerByte, string json)
    {
        var bytes = Encoding.UTF8.GetBytes(json);
        var before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            return new ConversationReader(new(), Now).Read(bytes);
        }
        finally
        {
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, mostPerByte * bytes.Length);
        }
    }
}
