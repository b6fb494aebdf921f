using Parley.Kernel;

namespace Parley.Accounts.Tests.Statements;

/// <summary>Reserves, settles, releases and forgets by chance. What it forgets is as a process leaves it that dies between two steps, or within one.</summary>
internal sealed class Spender(Ledger ledger, TenantScope tenant, Random random, string name)
{
    private readonly List<Reservation> _open = [];
    private int _turns;

    /// <summary>Reservations whose process is gone; one may report back yet.</summary>
    public List<Reservation> Forgotten { get; } = [];

    public int Refused { get; private set; }

    public int Died { get; private set; }

    public async Task ActAsync(int steps)
    {
        for (var step = 0; step < steps; step++)
        {
            if (_open.Count == 0 || random.Next(3) == 0)
            {
                await ReserveAsync();
                continue;
            }

            var at = random.Next(_open.Count);
            var reservation = _open[at];
            _open.RemoveAt(at);
            try
            {
                await EndAsync(reservation);
            }
            catch (DiedException)
            {
                Died++;
                Forgotten.Add(reservation);
            }
        }
    }

    /// <summary>The process dies, and what it had under way is open for good.</summary>
    public void Die()
    {
        Forgotten.AddRange(_open);
        _open.Clear();
    }

    /// <summary>Some of the calls that count as lost report back, one of them twice at once.</summary>
    public async Task ReportLateAsync()
    {
        foreach (var reservation in Forgotten.Where(_ => random.Next(2) == 0).ToList())
        {
            try
            {
                await Task.WhenAll(ledger.SettleAsync(reservation, Used(reservation)), ledger.SettleAsync(reservation, Used(reservation)));
                Forgotten.Remove(reservation);
            }
            catch (DiedException)
            {
                Died++;
            }
        }
    }

    private Task EndAsync(Reservation reservation)
    {
        var (usage, other) = (Used(reservation), Used(reservation));
        switch (random.Next(6))
        {
            case 0:
                return ledger.ReleaseAsync(reservation);
            case 1:
                return Task.WhenAll(ledger.SettleAsync(reservation, usage), ledger.SettleAsync(reservation, other));
            case 2:
                return Task.WhenAll(ledger.ReleaseAsync(reservation), ledger.SettleAsync(reservation, usage));
            case 3:
                Forgotten.Add(reservation);
                return Task.CompletedTask;
            default:
                return ledger.SettleAsync(reservation, usage);
        }
    }

    private async Task ReserveAsync()
    {
        var worst = random.Next(8) == 0 ? 0 : random.Next(1, 400);
        try
        {
            // A lost call is charged its worst case here: charged less, its late report may take a budget of money beyond the limit.
            _open.Add(await ledger.ReserveAsync(tenant, new()
            {
                Turn = new($"turn_{name}_{_turns++}"),
                Subject = new($"sub_{random.Next(3)}"),
                Key = random.Next(2) == 0 ? null : new($"key_{random.Next(2)}"),
                Purpose = random.Next(3) == 0 ? "title" : "chat",
                Deployment = random.Next(2) == 0 ? "large" : "small",
                Model = "m",
                WorstCase = new(worst),
                WorstCaseTokens = random.Next(1, 300),
            }));
        }
        catch (RefusedException refused) when (refused.Refusal.Code == "budget_exceeded")
        {
            Refused++;
        }
        catch (DiedException)
        {
            Died++;
        }
    }

    // One in six uses more than its worst case.
    private ActualUsage Used(Reservation reservation) => new()
    {
        InputTokens = random.Next(0, 100),
        OutputTokens = random.Next(0, 100),
        CachedTokens = random.Next(0, 10),
        Cost = new(random.Next(6) == 0 ? reservation.Request.WorstCase.Micros + random.Next(100) : random.NextInt64(reservation.Request.WorstCase.Micros + 1)),
        Outcome = "completed",
    };
}
