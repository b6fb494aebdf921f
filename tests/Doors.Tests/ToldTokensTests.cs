using System.Text;
using System.Text.Json;
using Parley.Orchestration;

namespace Parley.Doors.Tests;

/// <summary>The tokens of a whole answer are those of the text that stands at its end.</summary>
public sealed class ToldTokensTests
{
    [Fact]
    public void Nothing_is_told_where_the_log_tells_of_no_tokens() => Assert.Null(Gather(("delta", """{"text":"a"}"""), Retract(0)));

    [Theory]
    [InlineData(0, "")]
    [InlineData(1, "a")]
    [InlineData(3, "a|\uFFFD|\uFFFD")]
    [InlineData(4, "a|\uFFFD|\uFFFD|\u00E9")]
    public void Pieces_of_a_character_go_with_it_when_text_is_withdrawn(int from, string left)
    {
        var all = Gather(
            Told(("a", "[97]"), ("\uFFFD", "[240,159]")), Told(("\uFFFD", "[153,130]"), ("\u00E9", "[195,169]")), Told((" b", "[32,98]")), Retract(from));

        Assert.Equal(left, string.Join('|', all!));
    }

    [Fact]
    public void Tokens_without_bytes_are_counted_by_their_text() => Assert.Equal(["One"], Gather(Told(("One", "null"), (" two", "null")), Retract(3))!);

    [Fact]
    public void Where_it_cannot_be_told_what_they_are_of_all_go() => Assert.Empty(Gather(Told(("One", "null"), ("\uFFFD", "null"), ("x", "null")), Retract(3))!);

    [Fact]
    public void What_comes_after_a_withdrawal_counts() => Assert.Equal(["b"], Gather(Told(("a", "[97]")), Retract(0), Told(("b", "[98]")))!);

    private static List<string?>? Gather(params (string Name, string Json)[] log)
    {
        var tokens = new ToldTokens();
        foreach (var (name, json) in log)
        {
            tokens.Take(new LogEntry(1, name, Encoding.UTF8.GetBytes(json)));
        }

        return tokens.All?.Select(token => token.GetProperty("token").GetString()).ToList();
    }

    private static (string Name, string Json) Told(params (string Token, string Bytes)[] tokens) => (
        "logprobs",
        $$"""{"tokens":[{{string.Join(',', tokens.Select(one => $$"""{"token":{{JsonSerializer.Serialize(one.Token)}},"logprob":-1,"bytes":{{one.Bytes}},"top_logprobs":[]}"""))}}]}""");

    private static (string Name, string Json) Retract(int from) => ("retract", $$"""{"from":{{from}},"reason":"guard"}""");
}
