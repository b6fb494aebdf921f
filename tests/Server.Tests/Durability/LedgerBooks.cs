using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;

namespace Parley.Server.Tests.Durability;

/// <summary>The money of the default tenant as its routes tell it, in millionths.</summary>
internal sealed class LedgerBooks(Func<HttpClient> client)
{
    /// <summary>What one token costs that is read, and one that is written.</summary>
    public static (long Input, long Output) Price => (1, 2);

    private string _budget = "";

    /// <summary>Gives the model a price and the tenant a budget.</summary>
    public async Task OpenAsync(string deployment, long limit, CancellationToken cancellationToken)
    {
        var listed = await RowsAsync("/v1/deployments", cancellationToken);
        var id = listed.Single(one => one.GetProperty("name").GetString() == deployment).GetProperty("id").GetString();
        await PostAsync($"/v1/deployments/{id}/prices", new { input_per_mtok = $"{Price.Input}", output_per_mtok = $"{Price.Output}" }, cancellationToken);
        var made = await PostAsync(
            "/v1/budgets", new { scope = new { kind = "tenant" }, unit = "money", limit = Text(limit), window = "month" }, cancellationToken);
        _budget = made.GetProperty("id").GetString()!;
    }

    public async Task<(long Limit, long Spent, long Reserved)> BudgetAsync(CancellationToken cancellationToken)
    {
        var told = await GetAsync($"/v1/budgets/{_budget}", cancellationToken);
        return (Micros(told, "limit"), Micros(told, "spent"), Micros(told, "reserved"));
    }

    public async Task RaiseAsync(long limit, CancellationToken cancellationToken)
    {
        using var response = await client().PatchAsJsonAsync($"/v1/budgets/{_budget}", new { limit = Text(limit) }, cancellationToken);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync(cancellationToken));
    }

    /// <summary>What is set aside by the ledger.</summary>
    public async Task<long> ReservedAsync(CancellationToken cancellationToken) =>
        Micros(await GetAsync("/v1/ledger/balance", cancellationToken), "reserved");

    /// <summary>Holds entries, balances, usage records, their sum by days and the budget against each other, once nothing is under way.</summary>
    /// <returns>The usage records, and what they cost together.</returns>
    public async Task<(IReadOnlyList<JsonElement> Records, long Spent)> CheckAsync(CancellationToken cancellationToken)
    {
        var entries = await RowsAsync("/v1/ledger/entries", cancellationToken);
        var transactions = entries.GroupBy(entry => entry.GetProperty("transaction_id").GetString()).ToList();
        Assert.All(transactions, one => Assert.Equal(0, one.Sum(entry => Micros(entry, "amount"))));
        var kinds = transactions.CountBy(one => one.First().GetProperty("kind").GetString()!).ToDictionary();
        var (reserved, settled) = (kinds.GetValueOrDefault("reserve"), kinds.GetValueOrDefault("settle"));
        Assert.Equal(reserved, settled + kinds.GetValueOrDefault("release"));

        var balance = await GetAsync("/v1/ledger/balance", cancellationToken);
        var spent = Micros(balance, "spent");
        Assert.Equal(
            entries.GroupBy(entry => entry.GetProperty("account").GetString()!).ToDictionary(one => one.Key, one => one.Sum(entry => Micros(entry, "amount"))),
            balance.GetProperty("accounts").EnumerateArray().ToDictionary(one => one.GetProperty("account").GetString()!, one => Micros(one, "balance")));

        var records = await RowsAsync("/v1/usage/records", cancellationToken);
        Assert.Equal(records.Count, records.DistinctBy(record => record.GetProperty("id").GetString()).Count());
        Assert.Equal(settled, records.Count);
        Assert.Equal(spent, records.Sum(record => Micros(record, "cost")));
        Assert.Equal(spent, Micros((await GetAsync("/v1/usage", cancellationToken)).GetProperty("total"), "cost"));
        Assert.Equal((spent, 0L), await BudgetAsync(cancellationToken) is var (_, used, held) ? (used, held) : default);
        return (records, spent);
    }

    private async Task<List<JsonElement>> RowsAsync(string path, CancellationToken cancellationToken)
    {
        var rows = new List<JsonElement>();
        string? cursor = null;
        do
        {
            var page = await GetAsync($"{path}?limit=100{(cursor is null ? "" : "&cursor=" + cursor)}", cancellationToken);
            rows.AddRange(page.GetProperty("data").EnumerateArray());
            cursor = page.GetProperty("next_cursor").GetString();
        }
        while (cursor is not null);
        return rows;
    }

    private Task<JsonElement> GetAsync(string path, CancellationToken cancellationToken) => client().GetFromJsonAsync<JsonElement>(path, cancellationToken);

    private async Task<JsonElement> PostAsync(string path, object body, CancellationToken cancellationToken)
    {
        using var response = await client().PostAsJsonAsync(path, body, cancellationToken);
        var answer = await response.Content.ReadAsStringAsync(cancellationToken);
        Assert.True(response.IsSuccessStatusCode, answer);
        return JsonElement.Parse(answer);
    }

    private static string Text(long micros) => (micros / 1_000_000m).ToString(CultureInfo.InvariantCulture);

    private static long Micros(JsonElement of, string name) => (long)(decimal.Parse(of.GetProperty(name).GetString()!, CultureInfo.InvariantCulture) * 1_000_000m);
}
