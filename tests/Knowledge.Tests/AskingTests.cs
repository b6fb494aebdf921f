using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Parley.Accounts;
using Parley.Kernel;
using Parley.Knowledge.Asking;
using Parley.Models;
using Parley.Ranking;

namespace Parley.Knowledge.Tests;

/// <summary>Connected models that read passages again, and that say a question anew.</summary>
public sealed class AskingTests() : KnowledgeSuite(DatabaseKind.Sqlite)
{
    private static readonly (string, string) Ranker = ("Rerank:Model", "ranker");

    private Connected _server = null!;
    private IServiceProvider _models = null!;

    protected override IReadOnlyList<MigrationSource> Sources => [Source, Vaults, new("accounts", typeof(AccountsModule).Assembly)];

    [Fact]
    public async Task A_connected_reranker_has_the_last_word_and_its_call_is_in_the_ledger()
    {
        await OpenAsync(new(), Ranker);
        await FillAsync();

        var found = await AskAsync("wash the vacuum filter");

        Assert.Equal(["loud", "quiet"], found.Hits.Take(2).Select(hit => hit.ExternalId));
        Assert.Equal("answered", StateOf(found, "rerank by ranker"));
        Assert.Equal(found.Hits.OrderByDescending(hit => hit.Score), found.Hits);
        Assert.Equal(1, await UsedAsync("rerank"));
    }

    [Theory]
    [InlineData("fails", "failed")]
    [InlineData("is late", "late")]
    [InlineData("forgets one", "failed")]
    public async Task Where_the_reranker_does_not_answer_the_built_in_order_stands_and_it_is_said(string how, string state)
    {
        await OpenAsync(new(), Ranker);
        await FillAsync();
        using var hold = new CancellationTokenSource();
        _server.Instead = async context =>
        {
            if (how == "is late")
            {
                Time.Advance(TimeSpan.FromSeconds(10));
                await Task.Delay(Timeout.Infinite, hold.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }

            context.Response.StatusCode = how == "fails" ? 500 : 200;
            await context.Response.WriteAsync("""{"results":[{"index":0,"relevance_score":1}]}""", CancellationToken.None);
        };

        var found = await AskAsync("wash the vacuum filter");
        await hold.CancelAsync();

        Assert.Equal(("vacuum", state), (found.Hits[0].ExternalId, StateOf(found, "rerank by ranker")));
    }

    [Fact]
    public async Task No_model_is_shown_a_passage_that_the_asker_may_not_see()
    {
        await OpenAsync(new(), Ranker);
        await FillAsync();
        await AddAsync(Markdown("secret", "The golden vacuum filter of the board is washed by nobody.", acl: ["role:owner"]));

        await AskAsync("wash the golden vacuum filter");
        Assert.NotEmpty(_server.Asked);
        Assert.DoesNotContain(_server.Asked, asked => asked.Body.Contains("board", StringComparison.Ordinal));

        await AskAsync("wash the golden vacuum filter", [.. Members, "role:owner"]);
        Assert.Contains(_server.Asked, asked => asked.Body.Contains("board", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("off", "Acme")]
    [InlineData(null, "Bolt")]
    [InlineData("no such model", "Acme")]
    public async Task Nobody_is_asked_who_is_switched_off_or_serves_another_tenant(string? reranker, string tenant)
    {
        await OpenAsync(new() { Reranker = reranker }, Ranker);
        await AddAsync(Markdown("vacuum", "The filter of the vacuum cleaner is washed."), tenant == "Bolt" ? Bolt : Acme);
        await AddAsync(Markdown("filter", "Another vacuum filter is washed by hand."), tenant == "Bolt" ? Bolt : Acme);

        Assert.NotEmpty((await AskAsync("wash the vacuum filter", tenant: tenant == "Bolt" ? Bolt : Acme)).Hits);
        Assert.Empty(_server.Asked);
    }

    [Fact]
    public async Task A_language_model_may_give_the_marks()
    {
        await OpenAsync(new() { Reranker = "talker" });
        await FillAsync();
        _server.Says = body => $$"""Here: {"marks": [{"passage": {{PlaceOf(body, "QUIET")}}, "mark": 9}, {"passage": {{1 + (PlaceOf(body, "QUIET") % 3)}}, "mark": 1}, {"passage": 99, "mark": 10}]}""";

        var found = await AskAsync("wash the vacuum filter");

        Assert.Equal(("quiet", "answered"), (found.Hits[0].ExternalId, StateOf(found, "rerank by talker")));
        Assert.Equal(1, await UsedAsync("rerank"));
        _server.Says = _ => "I cannot judge this.";
        Assert.Equal("failed", StateOf(await AskAsync("wash a vacuum filter"), "rerank by talker"));
    }

    [Theory]
    [InlineData("""{"marks":[{"passage":2,"mark":7},{"passage":1,"mark":30}]}""", "10 7")]
    [InlineData("""Sure! {"marks":[{"passage":1,"mark":2.5}]} Done.""", "2.5 -1")]
    [InlineData("""{"marks":[{"passage":3,"mark":7},{"passage":0,"mark":7}]}""", null)]
    [InlineData("""{"marks":[{"passage":"one","mark":7}]}""", null)]
    [InlineData("""{"scores":[1,2]}""", null)]
    [InlineData("} nothing {", null)]
    [InlineData("", null)]
    public void Marks_are_read_out_of_what_a_model_says_and_nothing_is_made_up(string answer, string? expected)
    {
        if (expected is null)
        {
            Assert.Equal(ProviderFailure.Malformed, Assert.Throws<ProviderException>(() => ChatReranker.Read(answer, 2)).Kind);
            return;
        }

        Assert.Equal(expected, string.Join(' ', ChatReranker.Read(answer, 2).Select(mark => mark.ToString(System.Globalization.CultureInfo.InvariantCulture))));
    }

    [Fact]
    public async Task A_follow_up_is_said_anew_and_what_was_looked_for_is_told()
    {
        await OpenAsync(new() { Rewriter = "talker" });
        await AddAsync(Markdown("ferry", "The harbour ferry has a fare of three crowns."));
        await AddAsync(Markdown("bus", "The bus is free on Sundays."));
        _server.Says = _ => "What is the fare of the harbour ferry?";

        var found = await TalkAsync("And what does it cost?");

        Assert.Equal("ferry", found.Hits[0].ExternalId);
        Assert.Equal(["And what does it cost?", "What is the fare of the harbour ferry?"], found.Explanation!.Queries);
        Assert.Equal(("answered", true), (StateOf(found, "rewrite by talker"), found.Explanation.IsFollowUp));
        Assert.Equal(1, await UsedAsync("rewrite"));

        var asked = _server.Asked.Count;
        await AskAsync("Is the bus free on Sundays?");
        Assert.Equal(asked, _server.Asked.Count);
    }

    [Fact]
    public async Task A_follow_up_that_nobody_says_anew_is_searched_with_its_conversation()
    {
        await OpenAsync(new() { Rewriter = "talker", Hyde = "talker" });
        await AddAsync(Markdown("ferry", "The harbour ferry has a fare of three crowns."));
        _server.Instead = context =>
        {
            context.Response.StatusCode = 500;
            return Task.CompletedTask;
        };

        var found = await TalkAsync("And what does it cost?");

        Assert.Equal("ferry", found.Hits[0].ExternalId);
        Assert.Equal(("failed", "failed"), (StateOf(found, "rewrite by talker"), StateOf(found, "hyde by talker")));
    }

    [Fact]
    public async Task A_made_up_answer_stands_among_what_was_looked_for()
    {
        await OpenAsync(new() { Hyde = "talker" });
        await FillAsync();
        _server.Says = _ => "The filter is rinsed.";

        var found = await AskAsync("How do I clean it?");

        Assert.Equal("The filter is rinsed.", found.Explanation!.Queries[^1]);
        Assert.Equal("answered", StateOf(found, "hyde by talker"));
    }

    private async Task OpenAsync(SearchModelOptions options, params (string, string)[] settings)
    {
        _server = await Connected.StartAsync();
        _models = _server.ServicesFor(Database, Acme, settings);
        await _models.GetRequiredService<ModelReadiness>().LookAsync(default);
        _server.Asked.Clear();
        Search = IngestionParts.Search(Database, models: _models, options: options);
    }

    private async Task FillAsync()
    {
        await AddAsync(Markdown("vacuum", "Wash the filter of the vacuum cleaner once a month."));
        await AddAsync(Markdown("loud", "VACUUM CLEANERS ARE LOUD. A filter helps."));
        await AddAsync(Markdown("quiet", "A QUIET vacuum has a larger filter."));
    }

    private Task<SearchResult> TalkAsync(string query) => Search.SearchAsync(
        Acme, Members, new() { Query = query, Namespaces = ["docs"], History = [new(true, "Is there a ferry in the harbour?"), new(false, "Yes, there is.")] }, default);

    private static int PlaceOf(string body, string word) => body[..body.IndexOf(word, StringComparison.Ordinal)].Split("Passage ").Length - 1;

    private static string StateOf(SearchResult found, string leg) => found.Explanation!.Legs.Single(one => one.Name == leg).State;

    private async Task<long> UsedAsync(string purpose)
    {
        await using var connection = await Database.Tenants.OpenAsync(Acme);
        return await connection.ScalarAsync<long>("select count(*) from usage_records where tenant_id = @tenant and purpose = @purpose", new { purpose });
    }

    public override async ValueTask DisposeAsync()
    {
        await (_server?.DisposeAsync() ?? default);
        await base.DisposeAsync();
    }
}
