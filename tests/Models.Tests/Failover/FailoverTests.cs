using Microsoft.Extensions.AI;
using Parley.Accounts;

namespace Parley.Models.Tests;

/// <summary>What is done when deployments of a plan fail.</summary>
public sealed class FailoverTests : IAsyncLifetime
{
    private Fleet _fleet = null!;

    public async ValueTask InitializeAsync() => _fleet = await Fleet.CreateAsync();

    public ValueTask DisposeAsync() => _fleet.DisposeAsync();

    [Theory]
    [InlineData(ProviderFailure.RateLimited, "rate_limited")]
    [InlineData(ProviderFailure.OutOfQuota, "out_of_quota")]
    [InlineData(ProviderFailure.Unavailable, "unavailable")]
    [InlineData(ProviderFailure.Timeout, "timeout")]
    [InlineData(ProviderFailure.Unauthorized, "unauthorized")]
    [InlineData(ProviderFailure.NotFound, "not_found")]
    [InlineData(ProviderFailure.ContextTooLong, "context_too_long")]
    [InlineData(ProviderFailure.Malformed, "malformed")]
    public async Task The_next_in_line_answers_when_one_fails(ProviderFailure kind, string outcome)
    {
        var heard = await _fleet.AskAsync(Fleet.Plan(_fleet.Deploy("first", Broken(kind)), _fleet.Deploy("second", Says("Hello"))));

        Assert.Equal("Hello", heard.Text);
        Assert.Equal([$"first {outcome}", "second completed"], heard.Outcomes);
        Assert.Equal(0, await _fleet.OpenReservationsAsync());
    }

    [Fact]
    public async Task What_is_the_callers_fault_is_asked_of_nobody_else()
    {
        var second = Says("Hello");

        var heard = await _fleet.AskAsync(Fleet.Plan(_fleet.Deploy("first", Broken(ProviderFailure.BadRequest)), _fleet.Deploy("second", second)));

        Assert.Equal(ProviderFailure.BadRequest, heard.Failure!.Kind);
        Assert.Equal(0, second.Calls);
    }

    [Fact]
    public async Task One_that_may_be_well_in_a_moment_is_asked_again_when_all_were_tried()
    {
        var flaky = new FlakyChatClient(2, "Hello");

        var heard = await _fleet.AskAsync(Fleet.Plan(_fleet.Deploy("flaky", flaky), _fleet.Deploy("refused", Broken(ProviderFailure.Unauthorized))));

        Assert.Equal("Hello", heard.Text);
        Assert.Equal(["flaky unavailable", "refused unauthorized", "flaky unavailable", "flaky completed"], heard.Outcomes);
    }

    [Fact]
    public async Task When_none_answers_the_last_failure_is_told()
    {
        var heard = await _fleet.AskAsync(Fleet.Plan(_fleet.Deploy("only", Broken(ProviderFailure.Unavailable))));

        Assert.Equal(ProviderFailure.Unavailable, heard.Failure!.Kind);
        Assert.Equal(["only unavailable", "only unavailable", "only unavailable"], heard.Outcomes);
    }

    [Fact]
    public async Task An_answer_that_broke_off_is_gone_on_with_and_every_attempt_is_paid()
    {
        var second = Says("it is ", "the end.");

        var heard = await _fleet.AskAsync(
            Fleet.Plan(_fleet.Deploy("first", Broken(ProviderFailure.Cut, "This is how ")), _fleet.Deploy("second", second)), options: new() { MaxOutputTokens = 100 });

        Assert.Equal("This is how it is the end.", heard.Text);
        Assert.Equal([true, true], heard.Context.Attempts.Select(attempt => attempt.Wrote));
        Assert.InRange(second.LastOptions!.MaxOutputTokens!.Value, 90, 99);
        Assert.Equal(new Money(heard.Context.Attempts.Sum(attempt => attempt.Receipt.Cost.Micros)).ToString(), await _fleet.SpentAsync());
        Assert.Equal(heard.Context.Receipt!.Cost.ToString(), await _fleet.SpentAsync());
    }

    [Fact]
    public async Task An_answer_that_is_full_when_it_breaks_off_has_ended_by_its_length()
    {
        var second = Says("more");

        var heard = await _fleet.AskAsync(
            Fleet.Plan(_fleet.Deploy("first", Broken(ProviderFailure.Cut, "one two three four five")), _fleet.Deploy("second", second)), options: new() { MaxOutputTokens = 2 });

        Assert.Equal((ChatFinishReason.Length, "one two three four five", 0), (heard.Ended, heard.Text, second.Calls));
    }

    [Fact]
    public async Task An_answer_that_the_next_begins_anew_in_other_words_is_begun_anew_for_its_reader()
    {
        var heard = await _fleet.AskAsync(Fleet.Plan(
            _fleet.Deploy("first", Broken(ProviderFailure.Cut, "The answer to this has three parts. First")),
            _fleet.Deploy("second", Says("The answer to this has three ", "steps, and they are easy."))));

        Assert.Equal(("The answer to this has three steps, and they are easy.", 1), (heard.Text, heard.Restarts));
    }

    [Fact]
    public async Task An_answer_in_a_schema_is_begun_anew_where_it_cannot_be_continued()
    {
        var first = _fleet.Deploy("first", Broken(ProviderFailure.Cut, "{\"a\": "));

        var heard = await _fleet.AskAsync(Fleet.Plan(first, _fleet.Deploy("second", Says("{\"a\": 1}"))), options: new() { ResponseFormat = ChatResponseFormat.Json });
        var continued = await _fleet.AskAsync(
            Fleet.Plan(first, _fleet.Deploy("third", Says("1}"), ModelAbilities.Chat | ModelAbilities.Continue)), options: new() { ResponseFormat = ChatResponseFormat.Json });

        Assert.Equal(("{\"a\": 1}", 1, "{\"a\": 1}", 0), (heard.Text, heard.Restarts, continued.Text, continued.Restarts));
    }

    [Fact]
    public async Task Tools_that_were_called_are_not_called_again_elsewhere()
    {
        var first = new FakeChatClient
        {
            Says = [new(ChatRole.Assistant, [new FunctionCallContent("call_1", "pay")])],
            Fails = new ProviderException(ProviderFailure.Cut, "cut"),
        };
        var second = Says("Hello");

        var heard = await _fleet.AskAsync(Fleet.Plan(_fleet.Deploy("first", first), _fleet.Deploy("second", second)));

        Assert.Equal((ProviderFailure.Cut, 0), (heard.Failure!.Kind, second.Calls));
    }

    [Fact]
    public async Task What_the_call_needs_is_asked_first_of_those_that_can_do_it()
    {
        var blind = Says("I see nothing.");

        var heard = await _fleet.AskAsync(
            Fleet.Plan(_fleet.Deploy("blind", blind), _fleet.Deploy("tooled", Says("Done."), ModelAbilities.Chat | ModelAbilities.Tools)),
            options: new() { Tools = [AIFunctionFactory.Create(() => 1, "count")] });

        Assert.Equal(("Done.", 0), (heard.Text, blind.Calls));
    }

    [Fact]
    public async Task A_budget_that_holds_no_more_stops_the_call_and_blames_no_deployment()
    {
        var deployment = _fleet.Deploy("first", Says("Hello"));
        var heard = new Heard(Make.Context());

        await Assert.ThrowsAsync<RefusedException>(async () =>
        {
            await _fleet.LimitAsync(tokens: 1);
            await _fleet.Gateway.For(deployment).GetResponseAsync([Make.User("hi")], new ChatOptions().With(heard.Context));
        });

        Assert.Empty(heard.Context.Attempts);
        Assert.Equal((0, BreakerState.Closed, 0), (deployment.Health.Running, deployment.Health.State, deployment.Health.Recent.Failures));
    }

    [Fact]
    public async Task A_reader_who_leaves_blames_no_deployment_either()
    {
        var deployment = _fleet.Deploy("first", new FakeChatClient { Says = [FakeChatClient.Text("One")], Stalls = true });
        using var leave = new CancellationTokenSource();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var _ in _fleet.Gateway.For(deployment).GetStreamingResponseAsync([Make.User("hi")], new ChatOptions().With(Make.Context()), leave.Token))
            {
                await leave.CancelAsync();
            }
        });

        Assert.Equal((0, 0), (deployment.Health.Running, deployment.Health.Recent.Failures));
        Assert.Equal(0, await _fleet.OpenReservationsAsync());
    }

    private static FakeChatClient Says(params string[] texts) => new() { Says = [.. texts.Select(FakeChatClient.Text)] };

    private static FakeChatClient Broken(ProviderFailure kind, params string[] texts) =>
        new() { Says = [.. texts.Select(FakeChatClient.Text)], Fails = new ProviderException(kind, "It failed.") };
}
