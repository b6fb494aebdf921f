namespace Parley.Accounts;

/// <summary>The kind of ids of budgets.</summary>
public static class BudgetIds
{
    public sealed class Budget : IIdKind { public static string Prefix => "budget"; }
}

/// <summary>What may be used of something in a window.</summary>
/// <param name="Kind"><c>tenant group user key</c>.</param>
/// <param name="ScopeId">Whose; empty when each of the kind has its own.</param>
/// <param name="Payer">What calls know of that: a user's subject, else the same as the scope's id.</param>
/// <param name="Unit"><c>requests tokens money</c>.</param>
/// <param name="Amount">The limit; money in millionths.</param>
/// <param name="SoftAt">From where on is warned, in the same unit; null for never.</param>
/// <param name="Period">The window, one of <see cref="Window.Names"/>.</param>
internal sealed record Budget(
    string Id, string Kind, string ScopeId, string Payer, string Unit, long Amount, long? SoftAt, string Period, long CreatedAt)
{
    public const string Requests = "requests";
    public const string Tokens = "tokens";
    public const string Money = "money";

    public const string Columns =
        """
        id as Id, kind as Kind, scope_id as ScopeId, payer as Payer, unit as Unit, amount as Amount, soft_at as SoftAt, period as Period,
        created_at as CreatedAt
        """;

    /// <summary>The counter that this budget has for one payer.</summary>
    public string CounterFor(string payer) => ScopeId.Length == 0 && Kind != "tenant" ? $"{Id}/{payer}" : Id;

    /// <summary>An amount of this budget as people read it.</summary>
    public string Say(long amount) => Unit == Money ? new Money(amount).ToString() : amount.ToString("N0", System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>Who pays for a call: the subject it is made for, the key it is made with, and the groups of that person.</summary>
public sealed record Payer(SubjectId? Subject, ApiKeyId? Key = null, IReadOnlyList<string>? Groups = null)
{
    // Tags name a group by its name as well.
    private const string GroupTag = "group:";
    private static readonly string Group = $"{GroupTag}{PeopleIds.Group.Prefix}_";

    /// <param name="aclTags">The access tags of who asked, of which those of groups count.</param>
    public static Payer Of(SubjectId? subject, ApiKeyId? key, IReadOnlyList<string> aclTags) => new(
        subject,
        key,
        [.. aclTags.Where(tag => tag.StartsWith(Group, StringComparison.Ordinal)).Select(tag => tag[GroupTag.Length..])]);
}

/// <summary>A budget and the counter on which a payer uses it.</summary>
internal sealed record BudgetShare(Budget Budget, string Counter, Window Window)
{
    /// <param name="needed">What the refused call needs at least; null for what needs no more than there to be anything.</param>
    public Refusal Exceeded(Counted? used, DateTimeOffset now, long? needed = null)
    {
        var spent = used?.Spent ?? 0;
        var left = Math.Max(0, Budget.Amount - (used?.Used ?? 0));
        // What is only set aside may come back with the end of the calls under way.
        var wait = Budget.Amount - spent < (needed ?? 1) ? Window.End - now : TimeSpan.FromSeconds(Math.Min(5, (Window.End - now).TotalSeconds));
        var figures = new Dictionary<string, object?>
        {
            ["budget_id"] = Budget.Id,
            ["unit"] = Budget.Unit,
            ["limit"] = Amount(Budget.Amount),
            ["spent"] = Amount(spent),
            ["reserved"] = Amount(used?.Reserved ?? 0),
            ["resets_at"] = Window.End,
        };
        if (needed is { } least)
        {
            figures["needed"] = Amount(least);
        }

        return new(
            429, "budget_exceeded",
            $"The budget of this {Budget.Kind} is {Budget.Say(Budget.Amount)} {Budget.Unit} a {Budget.Period}, and {Budget.Say(left)} of it are left. {Remedy(needed)}")
        {
            RetryAfter = wait,
            Extensions = figures,
        };
    }

    private string Remedy(long? needed) => needed switch
    {
        null => $"It begins anew at {Window.End:yyyy-MM-dd'T'HH:mm:ss'Z'}.",
        { } most when most > Budget.Amount =>
            $"This call needs {Budget.Say(most)} at worst, more than the whole budget: raise budget {Budget.Id} to at least {Budget.Say(most)}, or send less with the question.",
        { } most =>
            $"This call needs {Budget.Say(most)} at worst. The budget begins anew at {Window.End:yyyy-MM-dd'T'HH:mm:ss'Z'}; until then send less with the question, or raise budget {Budget.Id}.",
    };

    private object Amount(long amount) => Budget.Unit == Budget.Money ? new Money(amount) : amount;
}

/// <summary>Finds the budgets that a call falls under.</summary>
internal static class BudgetBook
{
    public static async Task<IReadOnlyList<BudgetShare>> SharesAsync(TenantConnection connection, Payer payer, DateTimeOffset now)
    {
        var subject = payer.Subject?.Value ?? "";
        var key = payer.Key?.Value ?? "";
        var groups = payer.Groups ?? [];
        var budgets = await connection.QueryAsync<Budget>(
            $"""
            select {Budget.Columns} from budgets
            where tenant_id = @tenant and (kind = 'tenant'
                or (kind = 'user' and @subject <> '' and payer in ('', @subject))
                or (kind = 'key' and @key <> '' and payer in ('', @key))
                or (kind = 'group' and (payer in @groups or (payer = '' and @inAny = 1))))
            """,
            new { subject, key, groups = groups.ToArray(), inAny = groups.Count > 0 ? 1L : 0L });
        return
        [
            .. from budget in budgets
               from whose in PayersOf(budget, subject, key, groups)
               let share = new BudgetShare(budget, budget.CounterFor(whose), Window.Of(budget.Period, now))
               orderby share.Counter
               select share,
        ];
    }

    private static IEnumerable<string> PayersOf(Budget budget, string subject, string key, IReadOnlyList<string> groups) => budget.Kind switch
    {
        "user" => [subject],
        "key" => [key],
        "group" => budget.Payer.Length == 0 ? groups : [budget.Payer],
        _ => [""],
    };
}
