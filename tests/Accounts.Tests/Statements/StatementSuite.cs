using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;

namespace Parley.Accounts.Tests.Statements;

/// <summary>Statements over HTTP, held against the ledger. The clock begins on 2 January 2026.</summary>
public abstract class StatementSuite(DatabaseKind kind) : HttpSuite(kind)
{
    private Ledger Ledger => App.Services.GetRequiredService<Ledger>();

    [Fact]
    public async Task A_statement_has_a_line_for_each_purpose_and_model_and_their_sum()
    {
        await CallAsync("large", "chat", 0.0005m, 0.0002m);
        Time.Advance(TimeSpan.FromDays(3));
        await CallAsync("large", "chat", 0.0005m, 0.0006m);
        await CallAsync("large", "title", 0.0005m, 0.00001m);
        await CallAsync("local", "chat", 0, 0);

        var statement = await Operator.GetAsync("/v1/statements/2026-01", 200);

        Assert.Equal(
            ["large m chat 2 20 40 6 0.0008 0.0001 0", "large m title 1 10 20 3 0.00001 0 0", "local m chat 1 10 20 3 0 0 0"],
            statement["lines"]!.AsArray().Select(line => $"{line!["deployment"]} {line["model"]} {line["purpose"]} {Sums(line)}"));
        Assert.Equal("4 40 80 12 0.00081 0.0001 0", Sums(statement["total"]!));
        Assert.Equal(
            ("2026-01", App.Ready.DefaultTenant.Id.Value, false), (statement.Text("month"), statement.Text("tenant_id"), statement["closed"]!.GetValue<bool>()));
        Assert.Equal(await ChargedAsync("2026-01"), statement["total"]!.Text("cost"));
    }

    [Fact]
    public async Task A_month_that_is_over_stays_as_it_is_and_what_is_put_right_later_stands_in_the_month_in_which_it_is()
    {
        var lost = await Ledger.ReserveAsync(App.Ready.DefaultTenant, Request("large", "chat", 0.0005m));
        Time.Advance(TimeSpan.FromMinutes(15));
        await App.Services.GetRequiredService<LedgerSweep>().SweepAsync(default);
        Time.Advance(TimeSpan.FromDays(31));
        var january = await Operator.GetAsync("/v1/statements/2026-01", 200);
        await Ledger.SettleAsync(lost, Used(0.0001m));
        var february = await Operator.GetAsync("/v1/statements/2026-02", 200);

        Assert.True(january["closed"]!.GetValue<bool>());
        Assert.Equal("1 0 0 0 0.0005 0 0", Sums(january["total"]!));
        Assert.Equal(january.ToJsonString(), (await Operator.GetAsync("/v1/statements/2026-01", 200)).ToJsonString());
        Assert.Equal("0 10 20 3 -0.0004 0 -0.0004", Sums(february["total"]!));
        Assert.Equal(["0.0005", "-0.0004"], [await ChargedAsync("2026-01"), await ChargedAsync("2026-02")]);
    }

    [Fact]
    public async Task The_last_moment_of_a_month_is_the_months_and_the_next_is_not()
    {
        Time.Advance(new DateTimeOffset(2026, 2, 1, 0, 0, 0, TimeSpan.Zero).AddMilliseconds(-1) - Time.GetUtcNow());
        await CallAsync("large", "chat", 0.0005m, 0.0001m);
        Time.Advance(TimeSpan.FromMilliseconds(1));
        await CallAsync("large", "chat", 0.0005m, 0.0003m);

        var january = await Operator.GetAsync("/v1/statements/2026-01", 200);
        Assert.Equal(("0.0001", false), (january["total"]!.Text("cost"), january["closed"]!.GetValue<bool>()));
        Assert.Equal("0.0003", (await Operator.GetAsync("/v1/statements/2026-02", 200))["total"]!.Text("cost"));
        Time.Advance(TimeSpan.FromMinutes(1));
        Assert.True((await Operator.GetAsync("/v1/statements/2026-01", 200))["closed"]!.GetValue<bool>());
    }

    [Fact]
    public async Task As_a_table_it_has_a_row_for_each_line_and_no_name_becomes_a_formula()
    {
        await CallAsync("=1+1", "chat", 0.0005m, 0.0002m);
        await CallAsync("a \"b\", c", "chat", 0.0005m, 0.0002m);

        using var answer = await AskAsync("text/csv");

        Assert.Equal("text/csv", answer.Content.Headers.ContentType!.MediaType);
        Assert.Contains("Accept", answer.Headers.Vary);
        Assert.Equal("statement-2026-01.csv", answer.Content.Headers.ContentDisposition!.FileName!.Trim('"'));
        Assert.Equal(
            """
            month,deployment,model,purpose,calls,input_tokens,output_tokens,cached_tokens,cost,overrun,adjustments
            2026-01,"'=1+1",m,chat,1,10,20,3,0.0002,0,0
            2026-01,"a ""b"", c",m,chat,1,10,20,3,0.0002,0,0
            2026-01,,,,2,20,40,6,0.0004,0,0

            """.ReplaceLineEndings("\r\n"),
            await answer.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("*/*", "application/json")]
    [InlineData("text/*", "text/csv")]
    [InlineData("TEXT/CSV;charset=utf-8", "text/csv")]
    [InlineData("text/csv;q=0.5, application/json", "application/json")]
    [InlineData("text/csv, application/json;q=0.5", "text/csv")]
    [InlineData("*/*, application/json;q=0", "text/csv")]
    [InlineData("text/html", null)]
    [InlineData("text/csv;q=0", null)]
    public async Task The_accept_header_chooses_the_form(string accept, string? form)
    {
        using var answer = await AskAsync(accept);

        Assert.Equal((form is null ? 406 : 200, form ?? "application/json"), ((int)answer.StatusCode, answer.Content.Headers.ContentType!.MediaType));
    }

    [Theory]
    [InlineData("2026-02")]
    [InlineData("9999-12")]
    [InlineData("2026-13")]
    [InlineData("2026-1")]
    [InlineData("2026-00")]
    [InlineData("january")]
    [InlineData("%20")]
    public async Task A_month_that_has_not_begun_or_is_none_is_refused(string month) => await Operator.GetAsync($"/v1/statements/{month}", 400);

    [Fact]
    public async Task A_month_before_all_others_has_no_lines() =>
        Assert.Empty((await Operator.GetAsync("/v1/statements/0001-01", 200))["lines"]!.AsArray());

    [Fact]
    public async Task It_is_shown_to_admins_with_the_scope_and_of_their_tenant_only()
    {
        await CallAsync("large", "chat", 0.0005m, 0.0002m);
        var made = await Operator.PostAsync("/v1/tenants", new { name = "Bolt", owner_email = "bo@example.com" }, 201);
        using var stranger = App.NewClient(made.Text("api_key"));
        using var endUser = App.NewClient(TestApp.EnvironmentKey, "anna");
        using var chat = App.NewClient((await Operator.PostAsync("/v1/api-keys", new { name = "c", scopes = new[] { "chat" } }, 201)).Text("key"));

        Assert.Empty((await stranger.GetAsync("/v1/statements/2026-01", 200))["lines"]!.AsArray());
        await endUser.GetAsync("/v1/statements/2026-01", 403);
        await chat.GetAsync("/v1/statements/2026-01", 403);
        await App.Client.GetAsync("/v1/statements/2026-01", 401);
    }

    private static string Sums(JsonNode sums) => string.Join(
        ' ', ((string[])["calls", "input_tokens", "output_tokens", "cached_tokens", "cost", "overrun", "adjustments"]).Select(name => sums[name]!.ToString()));

    private static ReservationRequest Request(string deployment, string purpose, decimal worst) =>
        new() { Purpose = purpose, Deployment = deployment, Model = "m", WorstCase = Money.From(worst) };

    private static ActualUsage Used(decimal cost) =>
        new() { InputTokens = 10, OutputTokens = 20, CachedTokens = 3, Cost = Money.From(cost), Outcome = "completed" };

    private async Task CallAsync(string deployment, string purpose, decimal worst, decimal cost) =>
        await Ledger.SettleAsync(await Ledger.ReserveAsync(App.Ready.DefaultTenant, Request(deployment, purpose, worst)), Used(cost));

    private async Task<HttpResponseMessage> AskAsync(string accept)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/statements/2026-01");
        request.Headers.Accept.ParseAdd(accept);
        return await Operator.SendAsync(request);
    }

    /// <summary>What the ledger's own entries say that was charged in a month.</summary>
    private async Task<string> ChargedAsync(string month)
    {
        var start = DateTimeOffset.ParseExact(month, "yyyy-MM", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
        await using var connection = await Database.Tenants.OpenAsync(App.Ready.DefaultTenant);
        return new Money(await connection.ScalarAsync<long>(
            """
            select cast(coalesce(sum(amount), 0) as bigint) from ledger_entries
            where tenant_id = @tenant and account in ('spent', 'overrun') and at >= @from and at < @to
            """,
            new { from = start.ToUnixTimeMilliseconds(), to = start.AddMonths(1).ToUnixTimeMilliseconds() })).ToString();
    }
}

public sealed class SqliteStatements() : StatementSuite(DatabaseKind.Sqlite);

public sealed class PostgreSqlStatements() : StatementSuite(DatabaseKind.PostgreSql);
