namespace Parley.Accounts;

/// <summary>What a plan allows, as data.</summary>
/// <param name="MessagesPerDay">Messages of each user and each end user in a UTC day; null for no limit.</param>
/// <param name="RequestsPerMinute">Requests of each user or key; null for the server's setting.</param>
/// <param name="StreamsPerUser">Turns of each user that are answered at the same time; null for the server's setting.</param>
public sealed record Plan(string Name, long? MessagesPerDay, long? RequestsPerMinute, long? StreamsPerUser);

/// <summary>What a tenant may use now: its own numbers where it has some, else its plan's.</summary>
internal sealed record Allowance(string? Plan, long? MessagesPerDay, long? RequestsPerMinute, long? StreamsPerUser);

/// <summary>Checks what somebody gives as a plan.</summary>
internal static class PlanInput
{
    private const int LongestName = 40;
    private const long Most = 1_000_000_000;

    /// <exception cref="RefusedException">It is no name.</exception>
    public static string Name(string name, string field) =>
        name.Length is > 0 and <= LongestName && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_')
            ? name
            : throw new RefusedException(Refusal.Invalid(field, $"A plan is named by 1 to {LongestName} letters, digits, hyphens and underscores."));

    /// <exception cref="RefusedException">It is no number that a limit can have.</exception>
    public static long? Limit(long? value, string field) =>
        value is null or >= 1 and <= Most
            ? value
            : throw new RefusedException(Refusal.Invalid(field, $"A limit is 1 to {Most:N0}; leave it out for none of its own."));
}
