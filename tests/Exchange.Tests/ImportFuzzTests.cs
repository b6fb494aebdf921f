using System.Text;
using System.Text.Json;

namespace Parley.Exchange.Tests;

/// <summary>Thousands of exports that chance has broken: each is planned as a whole tree of sound texts, or refused with a sentence.</summary>
public sealed class ImportFuzzTests
{
    private const int Rounds = 4_000;

    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly string[] Pieces =
    [
        "{", "}", "[", "]", "\"", "\\", ",", ":", "null", "NaN", "1e999", "-1", "\\ud800", "\\udc00", "\\u0000", "\"parent\":\"q1\"", "\"a1\"", "\"root\"", "true", "99999999999999999999", "{\"id\":1}",
        "\u202e", "\"parts\":[[[[", "\"content_type\":7", "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[",
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Whatever_was_broken_the_reader_answers(int seed)
    {
        var chance = new Random(seed);
        var (read, refused) = (0, 0);
        var good = Exports.Json(Exports.Rich("c1", Now.AddDays(-9)), Exports.Rich("c2", Now.AddDays(-8))).ToArray();
        for (var round = 0; round < Rounds; round++)
        {
            try
            {
                var items = new JsonItems(new MemoryStream(Break(good, chance)), 1_048_576);
                while (await items.NextAsync(TestContext.Current.CancellationToken) is { } item)
                {
                    if (item.Fault == ItemFault.None)
                    {
                        Check(new ConversationReader(new(), Now).Read(item.Bytes));
                        read++;
                    }
                }
            }
            catch (Exception exception) when (exception is BrokenUploadException or BrokenConversationException)
            {
                Assert.EndsWith(".", exception.Message, StringComparison.Ordinal);
                refused++;
            }
        }

        Assert.True(read > Rounds / 10 && refused > Rounds / 10, $"{read} were read and {refused} refused: too few of one kind to mean much");
    }

    [Theory]
    [InlineData("[{\"a\":\"]}\\\"[\"},{\"b\":[1,[2]]} , 5,\"x\" ]", 4)]
    [InlineData("{\"a\":[{},{}]}", 1)]
    [InlineData("[]", 0)]
    [InlineData("\ufeff [ {} ] trailing", 1)]
    public async Task Items_are_told_apart_however_the_text_arrives(string json, int count)
    {
        foreach (var size in (int[])[1, 2, 3, 1000])
        {
            var items = new JsonItems(new Trickle(Encoding.UTF8.GetBytes(json), size), 1000);
            var found = new List<string>();
            while (await items.NextAsync(TestContext.Current.CancellationToken) is { } item)
            {
                Assert.Equal(ItemFault.None, item.Fault);
                found.Add(Encoding.UTF8.GetString(item.Bytes.Span));
            }

            Assert.Equal(count, found.Count);
            Assert.All(found, text => JsonDocument.Parse(text).Dispose());
        }
    }

    [Fact]
    public async Task An_item_that_is_too_large_is_read_away_and_the_next_is_whole()
    {
        var items = new JsonItems(new MemoryStream(Encoding.UTF8.GetBytes($"[\"{new string('x', 200_000)}\",{{}}]")), 1000);

        Assert.Equal(ItemFault.TooLarge, (await items.NextAsync(TestContext.Current.CancellationToken))!.Value.Fault);
        Assert.Equal("{}", Encoding.UTF8.GetString((await items.NextAsync(TestContext.Current.CancellationToken))!.Value.Bytes.Span));
        Assert.Null(await items.NextAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Times_that_cannot_be_and_texts_that_no_text_may_hold_are_set_right()
    {
        var json = """
            {"title": "a\u0000b\ud800", "create_time": -5, "update_time": 1e300, "current_node": "nowhere", "mapping": {
              "1": {"id": "1", "parent": "gone", "message": {"author": {"role": "user"}, "create_time": "soon", "content": {"content_type": "text", "parts": ["x\ud800y\u0000z\ud83d\ude00", 7, null]}}},
              "2": {"id": "2", "parent": null, "message": {"author": {"role": "assistant"}, "create_time": 99999999999, "content": {"content_type": "text", "parts": ["two"]}}},
              "2": {"id": "2", "parent": "1", "message": null}}}
            """;
        var plan = new ConversationReader(new(), Now).Read(Encoding.UTF8.GetBytes(json));

        Assert.Equal(["x\uFFFDy\uFFFDz😀", "two"], plan.Messages.Select(planned => planned.Message.Text));
        Assert.Equal([-1, -1], plan.Messages.Select(planned => planned.Parent));
        Assert.Equal((Now, Now, 1, "ab"), (plan.CreatedAt, plan.UpdatedAt, plan.Leaf, plan.Title));
    }

    [Fact]
    public void A_chain_of_many_thousand_messages_and_thousands_of_siblings_are_planned_without_a_deep_stack()
    {
        var nodes = new List<SourceNode>();
        for (var i = 0; i < 200_000; i++)
        {
            nodes.Add(new($"{i}", i == 0 ? null : $"{(i % 2 == 0 ? i - 1 : Math.Max(0, i - 2))}", new("user", "x", null, null, "complete", false)));
        }

        var (messages, leaf) = new ImportTree(nodes, 100).Build("199999");

        Assert.Equal(200_000, messages.Count);
        Assert.All(messages.Index(), one => Assert.True(one.Item.Parent < one.Index));
        Assert.InRange(leaf, 0, messages.Count - 1);
    }

    private static void Check(ImportPlan plan)
    {
        Assert.InRange(plan.Leaf, -1, plan.Messages.Count - 1);
        for (var i = 0; i < plan.Messages.Count; i++)
        {
            Assert.InRange(plan.Messages[i].Parent, -1, i - 1);
            var text = plan.Messages[i].Message.Text;
            Assert.False(text.Contains('\0', StringComparison.Ordinal));
            Assert.Equal(text, Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)));
            Assert.True(plan.Messages[i].Message.At is null || plan.Messages[i].Message.At <= Now);
        }

        Assert.True(plan.CreatedAt <= plan.UpdatedAt && plan.UpdatedAt <= Now && plan.Title.Length <= 200);
    }

    private static byte[] Break(byte[] good, Random chance)
    {
        var broken = good.ToList();
        for (var times = chance.Next(1, 4); times > 0; times--)
        {
            var at = chance.Next(broken.Count);
            switch (chance.Next(6))
            {
                case 0:
                    broken.RemoveRange(at, Math.Min(chance.Next(1, 200), broken.Count - at));
                    break;
                case 1:
                    broken[at] = (byte)chance.Next(256);
                    break;
                case 2:
                    broken.InsertRange(at, Encoding.UTF8.GetBytes(Pieces[chance.Next(Pieces.Length)]));
                    break;
                case 3:
                    var from = chance.Next(broken.Count);
                    broken.InsertRange(at, broken.GetRange(from, Math.Min(chance.Next(1, 300), broken.Count - from)));
                    break;
                case 4:
                    var name = Encoding.UTF8.GetString([.. broken]);
                    broken = [.. Encoding.UTF8.GetBytes(name.Replace("\"parent\":\"q1\"", "\"parent\":\"a1\"", StringComparison.Ordinal))];
                    break;
                default:
                    broken.RemoveRange(at, broken.Count - at);
                    break;
            }

            if (broken.Count == 0)
            {
                return [];
            }
        }

        return [.. broken];
    }

    /// <summary>Hands out a few bytes at a time.</summary>
    private sealed class Trickle(byte[] bytes, int size) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(size, buffer.Length)], cancellationToken);
    }
}
