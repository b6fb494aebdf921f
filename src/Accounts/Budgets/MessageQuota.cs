using System.Globalization;
using Microsoft.Extensions.Options;

namespace Parley.Accounts;

/// <summary>What counting a message found.</summary>
/// <param name="MostOpenTurns">How many turns of the subject may be open, this one included; null for any number.</param>
/// <param name="Warning">A sentence when a limit is near; null when none is.</param>
public sealed record CountedMessage(long? MostOpenTurns, string? Warning);

/// <summary>
/// Counts messages against the plan of their tenant and against budgets, in the transaction that accepts them: a message that is not
/// accepted is not counted, and of those that race for the last one exactly one is.
/// </summary>
public sealed class MessageQuota
{
    // From here on the day's messages are warned of.
    private const double Near = 0.8;

    private readonly LimitsOptions _options;
    private readonly AuditTrail _audit;

    public MessageQuota(IOptions<LimitsOptions> options, AuditTrail audit) => (_options, _audit) = (options.Value, audit);

    /// <summary>
    /// Counts one message. Until the transaction ends no other message of the subject is counted, so what is looked up afterwards holds.
    /// </summary>
    /// <param name="goesOn">True for what belongs to a message that was counted before, such as a tool's results: only its requests count.</param>
    /// <param name="isRepeat">True for a message that was counted before and is asked once more: neither it nor its requests count.</param>
    /// <exception cref="RefusedException">429: the plan's messages of the day or a budget are used up.</exception>
    public async Task<CountedMessage> CountAsync(TenantConnection connection, Caller caller, bool goesOn = false, bool isRepeat = false)
    {
        var terms = await PlanStore.TermsAsync(connection);
        var warning = terms.HasBudgets && !isRepeat
            ? await CountOnBudgetsAsync(connection, Payer.Of(caller.Subject, caller.Key, caller.AclTags), terms.Now)
            : null;
        var messages = await CountOnPlanAsync(connection, caller.Subject, terms, goesOn || isRepeat);
        var streams = terms.Allowance.StreamsPerUser ?? _options.StreamsPerUser;
        return new(streams == 0 ? null : streams, warning ?? messages);
    }

    internal static string PlanCounter(SubjectId subject) => $"plan/{subject.Value}";

    private static async Task<string?> CountOnPlanAsync(TenantConnection connection, SubjectId subject, Terms terms, bool goesOn)
    {
        var day = Window.Of("day", terms.Now);
        var limit = terms.Allowance.MessagesPerDay;
        var counted = await Counters.TakeAsync(
            connection, PlanCounter(subject), day, goesOn ? 0 : 1, 0, goesOn ? Counters.NoLimit : limit ?? Counters.NoLimit);
        if (counted is null)
        {
            throw new RefusedException(new(
                429, "quota_exceeded",
                $"The plan {terms.Allowance.Plan} allows {limit:N0} messages a day, and they are used up. The next day begins at {Say(day.End)}.")
            {
                RetryAfter = day.End - terms.Now,
                Extensions = new Dictionary<string, object?> { ["unit"] = "messages", ["limit"] = limit, ["resets_at"] = day.End },
            });
        }

        return limit is { } most && counted.Spent >= Near * most
            ? string.Create(CultureInfo.InvariantCulture, $"{counted.Spent} of {most} messages of the day are used; it ends at {Say(day.End)}")
            : null;
    }

    private async Task<string?> CountOnBudgetsAsync(TenantConnection connection, Payer payer, DateTimeOffset now)
    {
        string? warning = null;
        var shares = await BudgetBook.SharesAsync(connection, payer, now);
        foreach (var share in shares.Where(share => share.Budget.Unit == Budget.Requests))
        {
            var counted = await Counters.TakeAsync(connection, share.Counter, share.Window, 1, 0, share.Budget.Amount)
                ?? throw new RefusedException(share.Exceeded(await ReadAsync(connection, share), now));
            warning = await BudgetWarnings.AfterAsync(connection, _audit, share, counted, 1) ?? warning;
        }

        // Tokens and money are set aside when a model is called; where nothing is left the message need not be taken at all.
        foreach (var share in shares.Where(share => share.Budget.Unit != Budget.Requests))
        {
            var counted = await ReadAsync(connection, share);
            if ((counted?.Used ?? 0) >= share.Budget.Amount)
            {
                throw new RefusedException(share.Exceeded(counted, now));
            }

            warning ??= counted is null ? null : BudgetWarnings.Of(share, counted);
        }

        return warning;
    }

    private static async Task<Counted?> ReadAsync(TenantConnection connection, BudgetShare share) =>
        (await Counters.ReadAsync(connection, [share.Counter])).TryGetValue(share.Counter, out var counted) ? counted.In(share.Window) : null;

    private static string Say(DateTimeOffset moment) => moment.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}

/// <summary>Tells of budgets that are nearly used.</summary>
internal static class BudgetWarnings
{
    /// <returns>A sentence when the budget is beyond its soft limit.</returns>
    public static string? Of(BudgetShare share, Counted counted) =>
        share.Budget.SoftAt is { } soft && counted.Used >= soft
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"{share.Budget.Say(counted.Used)} of {share.Budget.Say(share.Budget.Amount)} {share.Budget.Unit} in the budget of this {share.Budget.Kind} are used; its {share.Budget.Period} ends at {share.Window.End:yyyy-MM-dd'T'HH:mm:ss'Z'}")
            : null;

    /// <summary>The same after something was counted; the audit trail is told once, when the soft limit is crossed.</summary>
    public static async Task<string?> AfterAsync(TenantConnection connection, AuditTrail audit, BudgetShare share, Counted counted, long added)
    {
        var warning = Of(share, counted);
        if (warning is not null && counted.Used - added < share.Budget.SoftAt)
        {
            await audit.WriteAsync(
                connection, Actor.System, LimitActions.BudgetWarned, share.Budget.Id,
                ("counter", share.Counter), ("used", share.Budget.Say(counted.Used)), ("limit", share.Budget.Say(share.Budget.Amount)));
        }

        return warning;
    }
}
