using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;

namespace Parley.Server.Tests.Durability;

/// <summary>
/// Guarantee G4 against <c>kill -9</c> in the middle of answers that cost money: what is left of the ledger balances, to the millionth.
/// <c>PARLEY_KILL_ROUNDS</c> and <c>PARLEY_KILL_SEED</c> make the loop longer and other.
/// </summary>
public sealed class MoneyKillTests(ITestOutputHelper output)
{
    private const int DefaultRounds = 3;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgresql")]
    public async Task The_ledger_balances_after_kills_in_mid_answer(string database)
    {
        var seed = Read("PARLEY_KILL_SEED") ?? Random.Shared.Next();
        await using var server = await ChatServer.StartAsync(
            database, new() { Tokens = 60, Rate = 150, TtftMs = 10 }, ("Parley__Runs__LeaseSeconds", "2"), ("Parley__Runs__MostAttempts", "100"));
        await PriceAsync(server.Client);

        var report = await new KillLoop(server.Node, new Random(seed), senders: 3).RunAsync(Read("PARLEY_KILL_ROUNDS") ?? DefaultRounds, Cancel);

        var entries = await ListAsync(server.Client, "/v1/ledger/entries");
        var balance = await server.Client.GetFromJsonAsync<JsonElement>("/v1/ledger/balance", Cancel);
        var records = await ListAsync(server.Client, "/v1/usage/records");
        output.WriteLine($"{database}, seed {seed}: {report}; entries {entries.Count}, calls {records.Count}, {balance}");
        Assert.All(entries.GroupBy(entry => Text(entry, "transaction_id")), transaction => Assert.Equal(0, transaction.Sum(Amount)));
        Assert.Equal(
            entries.GroupBy(entry => Text(entry, "account")).OrderBy(account => account.Key, StringComparer.Ordinal)
                .Select(account => (account.Key, account.Sum(Amount))),
            balance.GetProperty("accounts").EnumerateArray().OrderBy(account => Text(account, "account"), StringComparer.Ordinal)
                .Select(account => (Text(account, "account"), Money(account, "balance"))));

        // Calls that died with the server stay reserved until the sweep; every other was charged, once.
        var spent = Money(balance, "spent");
        Assert.True(spent > 0, "Nothing cost anything: the loop proved nothing.");
        Assert.True(Money(balance, "reserved") > 0, "No kill hit a call: the loop proved nothing.");
        Assert.Equal(spent, records.Sum(record => Money(record, "cost")));
        Assert.Equal((spent, records.Count), await StatedAsync(server.Client, records));
    }

    private static async Task PriceAsync(HttpClient client)
    {
        foreach (var deployment in await ListAsync(client, "/v1/deployments"))
        {
            using var answer = await client.PostAsJsonAsync(
                $"/v1/deployments/{Text(deployment, "id")}/prices", new { input_per_mtok = "10", output_per_mtok = "30" }, Cancel);
            Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Cancel));
        }
    }

    /// <summary>Of all months that have records: one, or two where the test ran over the end of one.</summary>
    private static async Task<(decimal Cost, int Calls)> StatedAsync(HttpClient client, List<JsonElement> records)
    {
        var (cost, calls) = (0m, 0);
        foreach (var month in records.Select(record => record.GetProperty("at").GetDateTimeOffset().UtcDateTime.ToString("yyyy-MM", CultureInfo.InvariantCulture)).Distinct())
        {
            var total = (await client.GetFromJsonAsync<JsonElement>($"/v1/statements/{month}", Cancel)).GetProperty("total");
            (cost, calls) = (cost + Money(total, "cost"), calls + total.GetProperty("calls").GetInt32());
        }

        return (cost, calls);
    }

    private static async Task<List<JsonElement>> ListAsync(HttpClient client, string path)
    {
        var all = new List<JsonElement>();
        string? cursor = null;
        do
        {
            var page = await client.GetFromJsonAsync<JsonElement>($"{path}?limit=200{(cursor is null ? "" : "&cursor=" + cursor)}", Cancel);
            all.AddRange(page.GetProperty("data").EnumerateArray());
            cursor = page.TryGetProperty("next_cursor", out var next) ? next.GetString() : null;
        }
        while (cursor is not null);
        return all;
    }

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;

    private static decimal Money(JsonElement element, string name) => decimal.Parse(Text(element, name), CultureInfo.InvariantCulture);

    private static decimal Amount(JsonElement entry) => Money(entry, "amount");

    private static int? Read(string name) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : null;
}
