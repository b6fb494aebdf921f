using System.Text;
using System.Text.Json;
using Parley.Conversations;
using Parley.Models;

namespace Parley.Orchestration.Tests;

/// <summary>The events by the letter of the contract.</summary>
public sealed class TurnJsonTests
{
    public static TheoryData<TurnEvent, string> Events => new()
    {
        { new Delta("say \"hé\" 鸚鵡\n</script>"), """{"text":"say \"hé\" 鸚鵡\n</script>"}""" },
        { new Delta("plain hé 鸚鵡"), """{"text":"plain hé 鸚鵡"}""" },
        { new ThinkingTold("Hm, \"so\""), """{"text":"Hm, \"so\""}""" },
        { new ThinkingEnded("sig", null), """{"signature":"sig","redacted":null}""" },
        {
            new LogprobsTold([new("hé", -0.25, [104, 195, 169], [new("ho", -1.5, null)])]),
            """{"tokens":[{"token":"hé","logprob":-0.25,"bytes":[104,195,169],"top_logprobs":[{"token":"ho","logprob":-1.5,"bytes":null}]}]}"""
        },
        { new Retract(4, "restarted"), """{"from":4,"reason":"restarted"}""" },
        { new ToolCalled("c1", "look_up", JsonElement.Parse("""{"q":"x"}""")), """{"call_id":"c1","name":"look_up","arguments":{"q":"x"}}""" },
        { new ApprovalRequired("c1", "pay", JsonElement.Parse("{}"), "why"), """{"call_id":"c1","name":"pay","arguments":{},"reason":"why"}""" },
        { new UsageReported(new(3, 4, 1, "0.5")), """{"input_tokens":3,"output_tokens":4,"cached_tokens":1,"cost":"0.5"}""" },
        {
            new TurnStarted(
                new("turn_1"), new("conv_1"), new("msg_1"), new("msg_2"), "fast", new Knobs { Temperature = 0.7, TopP = 0.9, MaxTokens = 512 },
                [new Adjustment("temperature", 9, 1.5, "too high")]),
            """{"turn_id":"turn_1","conversation_id":"conv_1","user_message_id":"msg_1","assistant_message_id":"msg_2","model":"fast","knobs":{"temperature":0.7,"top_p":0.9,"frequency_penalty":null,"max_tokens":512},"adjusted":[{"knob":"temperature","asked":9,"used":1.5,"reason":"too high"}]}"""
        },
        {
            new IntentTold("question", 0.91, "de", "legal", 0.93, 0.99, 0.4),
            """{"intent":"question","confidence":0.91,"language":"de","task":"legal","task_confidence":0.93,"language_confidence":0.99,"complexity":0.4}"""
        },
        {
            new Cited(new("S1", "docs", new("doc_1"), new("chunk_1"), "T", "A > B", null, 3, 5, "ab", true, 0, 9)),
            """{"label":"S1","namespace":"docs","document_id":"doc_1","chunk_id":"chunk_1","title":"T","heading":"A > B","page":null,"start":3,"end":5,"quote":"ab","verified":true,"message_start":0,"message_end":9,"document_sha256":null}"""
        },
    };

    [Theory]
    [MemberData(nameof(Events))]
    public void An_event_is_written_as_the_contract_says(TurnEvent told, string json) =>
        Assert.Equal(json, Encoding.UTF8.GetString(TurnJson.Write(told)));

    [Fact]
    public void A_delta_is_written_as_any_other_string_is()
    {
        var random = new Random(5);
        string[] parts = ["word", " ", "\n", "\"", "\\", "é", "鸚", "😀", "\uD83D", "\uDE00", "\u0001", "\u2028", "<b>", "&", "'", "\u007F", "\uFEFF"];
        for (var round = 0; round < 2_000; round++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(6)).Select(_ => parts[random.Next(parts.Length)]));

            var written = Encoding.UTF8.GetString(TurnJson.WriteDelta(text));

            var whole = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
            Assert.Equal(whole, JsonElement.Parse(written).GetProperty("text").GetString());
            Assert.DoesNotContain('\n', written);
        }
    }

    [Theory]
    [MemberData(nameof(Events))]
    public void What_was_written_is_read_back_for_a_resumed_run(TurnEvent told, string json)
    {
        var read = TurnJson.Read(new(1, told.Name, Encoding.UTF8.GetBytes(json)));

        Assert.NotNull(read);
        Assert.Equal(json, Encoding.UTF8.GetString(TurnJson.Write(read)));
    }

    [Theory]
    [InlineData(3, 1.5, """{"position":3,"eta_s":1.5}""")]
    [InlineData(1, null, """{"position":1,"eta_s":null}""")]
    public void Who_waits_is_told_so_and_a_resumed_run_asks_again(int position, double? eta, string json)
    {
        var told = new QueuePosition(position, eta);

        Assert.Equal(json, Encoding.UTF8.GetString(TurnJson.Write(told)));
        Assert.Null(TurnJson.Read(new(1, told.Name, Encoding.UTF8.GetBytes(json))));
    }

    [Fact]
    public void A_draft_is_the_deltas_with_the_retractions_applied()
    {
        var draft = new Draft();
        foreach (var told in new TurnEvent[]
        {
            new Delta("Hello wor"), new Cited(Citation(0, 5)), new Cited(Citation(6, 9)), new Unsupported(new TextSpan(6, 9)),
            new Retract(6, "guard"), new Delta("there"),
        })
        {
            draft.Apply(told);
        }

        Assert.Equal("Hello there", draft.Text);
        Assert.Equal(5, Assert.Single(draft.Citations).MessageEnd);
        Assert.Empty(draft.Unsupported);
    }

    private static Citation Citation(int start, int end) =>
        new("S1", "docs", new("doc_1"), new("chunk_1"), null, null, null, 0, 1, "x", true, start, end);
}
