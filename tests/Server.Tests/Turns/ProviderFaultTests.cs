using Parley.ScriptedProvider;
using Parley.Server.Tests.Durability;

namespace Parley.Server.Tests.Turns;

/// <summary>A provider that fails, and what the user sees of it.</summary>
public sealed class ProviderFaultTests(SharedChatServer shared) : IClassFixture<SharedChatServer>
{
    private static readonly Script Twenty = new() { Tokens = 20 };

    [Theory]
    [InlineData("429")]
    [InlineData("500")]
    [InlineData("cut")]
    [InlineData("malformed")]
    [InlineData("missing-done")]
    [InlineData("content-type")]
    public async Task A_fault_that_passes_is_not_seen_in_the_final_answer(string fault)
    {
        var server = await shared.AnsweringAsync(Twenty);
        var plain = await server.Client.AskAsync(new { message = "Tell me.", retrieval = false });
        await server.Client.StartConversationAsync();

        var (turn, shown) = await server.Client.AskAsync(new { message = $"Tell me. [[script: fault={fault} at=5 times=1]]", retrieval = false });

        Assert.Equal("turn.completed", shown[^1].Name);
        Assert.Equal("turn.completed", plain.Shown[^1].Name);
        var witness = new Witness();
        foreach (var told in shown)
        {
            witness.Saw(turn, told);
        }

        Assert.Equal(Asking.Text(shown), witness.Check(turn));
        Assert.NotEmpty(Asking.Text(shown));
    }

    [Fact]
    public async Task A_model_that_can_continue_goes_on_from_the_kept_text_without_a_repeated_word()
    {
        await using var server = await ChatServer.StartAsync("sqlite", Twenty, ("Parley__Models__OpenAI__Continue", "true"));

        var (_, shown) = await server.Client.AskAsync(new { message = "Tell me. [[script: fault=cut at=7 times=1]]", retrieval = false });

        Assert.Equal("turn.completed", shown[^1].Name);
        Assert.DoesNotContain(shown, told => told.Name == "retract");
        var (first, second) = (server.ProviderRequests.All[^2], server.ProviderRequests.All[^1]);
        Assert.Equal(true, second.ContinuesGivenText);
        Assert.InRange(MostTokens(second), 1, MostTokens(first) - 1);
    }

    [Theory]
    [InlineData("401", "provider_unauthorized")]
    [InlineData("400", "provider_bad_request")]
    [InlineData("500", "provider_unavailable")]
    public async Task A_fault_that_stays_ends_the_turn_with_a_clear_code_and_keeps_the_question(string fault, string code)
    {
        await using var server = await ChatServer.StartAsync("sqlite", Twenty);

        var (_, shown) = await server.Client.AskAsync(new { message = $"Tell me. [[script: fault={fault}]]", retrieval = false });

        Assert.Equal("turn.failed", shown[^1].Name);
        Assert.Equal(code, shown[^1].Json.GetProperty("code").GetString());
        Assert.Equal("failed", shown[^1].Json.GetProperty("message").GetProperty("state").GetString());
    }

    private static int MostTokens(RecordedRequest request) => request.Body!.Value.GetProperty("max_tokens").GetInt32();
}
