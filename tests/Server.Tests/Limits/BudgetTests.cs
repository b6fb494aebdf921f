using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.RegularExpressions;
using Parley.Server.Tests.Turns;

namespace Parley.Server.Tests.Limits;

/// <summary>Budgets below the worst case of a call, on a running server.</summary>
public sealed partial class BudgetTests
{
    private static readonly object Question = new { messages = new[] { new { role = "user", content = "Tell me." } } };

    [Fact]
    public async Task A_budget_that_is_too_small_says_by_how_much_and_one_raised_as_told_lets_a_short_answer_through()
    {
        await using var server = await ChatServer.StartAsync("sqlite", new() { Tokens = 200 });
        var (made, budget) = await server.Client.PostAsync("/v1/budgets", new { scope = new { kind = "tenant" }, unit = "tokens", limit = 100, window = "day" });
        Assert.Equal(HttpStatusCode.Created, made);

        var (status, refused) = await server.Client.PostAsync("/v1/chat/completions", Question);
        var told = Needed().Match(refused.GetProperty("error").GetProperty("message").GetString()!);
        Assert.True((status, told.Success) == (HttpStatusCode.TooManyRequests, true), $"{status}: {refused}");

        var needed = int.Parse(told.Groups[1].Value, NumberStyles.AllowThousands, CultureInfo.InvariantCulture);
        using var raised = await server.Client.PatchAsJsonAsync($"/v1/budgets/{budget.GetProperty("id").GetString()}", new { limit = needed }, Asking.Cancelled);
        Assert.Equal(HttpStatusCode.OK, raised.StatusCode);

        var (through, answer) = await server.Client.PostAsync("/v1/chat/completions", Question);
        Assert.Equal(HttpStatusCode.OK, through);
        Assert.Equal("length", answer.GetProperty("choices")[0].GetProperty("finish_reason").GetString());
        Assert.Equal(50, answer.GetProperty("usage").GetProperty("completion_tokens").GetInt32());
        var adjusted = Assert.Single(answer.GetProperty("parley").GetProperty("adjusted").EnumerateArray());
        Assert.Equal(("max_tokens", 50), (adjusted.GetProperty("knob").GetString(), adjusted.GetProperty("used").GetInt32()));
        Assert.Equal(1, server.ProviderRequests.All.Count(request => request.Path.EndsWith("/chat/completions", StringComparison.Ordinal)));
    }

    [GeneratedRegex("needs ([0-9,]+) at worst, more than the whole budget")]
    private static partial Regex Needed();
}
