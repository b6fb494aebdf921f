namespace Parley.Safety;

/// <summary>The refusal of a second policy for the same assistant.</summary>
internal static class PolicyClash
{
    /// <summary>How the SQL standard numbers what a unique index refuses: two at once see each other only there.</summary>
    public const string UniqueViolation = "23505";

    /// <exception cref="RefusedException">Another policy is for the same assistant.</exception>
    public static async Task CheckAsync(TenantConnection connection, Policy policy, PolicyId id)
    {
        var other = await connection.ScalarAsync<string>(
            "select name from policies where tenant_id = @tenant and assistant = @assistant and id <> @id", new { assistant = policy.Assistant ?? "", id = id.Value });
        if (other is not null)
        {
            throw Of(policy, other);
        }
    }

    /// <param name="other">The name of the policy that was there first.</param>
    public static RefusedException Of(Policy policy, string other) => new(new(
        409, "policy_exists",
        policy.Assistant is { } assistant
            ? $"The policy {other} is for the assistant {assistant} already; change that one, or name another assistant."
            : $"The policy {other} is for all assistants already; change that one, or name an assistant that this one is for."));
}
