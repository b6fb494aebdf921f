using System.Text.Json;

namespace Parley.Accounts;

/// <summary>What a budget is for.</summary>
/// <param name="Kind"><c>tenant group user key</c>.</param>
/// <param name="Id">Whose; left out, each user, key or group has the whole amount for itself.</param>
public sealed record BudgetScope(string Kind, string? Id = null);

/// <summary>Reads what somebody gives as a budget.</summary>
internal static class BudgetInput
{
    private const long Most = 1_000_000_000_000_000;
    private static readonly string[] Kinds = ["tenant", "group", "user", "key"];
    private static readonly string[] Units = [Budget.Requests, Budget.Tokens, Budget.Money];

    public static string Kind(string kind) => OneOf("scope.kind", kind, Kinds);

    public static string Unit(string unit) => OneOf("unit", unit, Units);

    public static string Period(string window) => OneOf("window", window, Window.Names);

    /// <summary>A number of requests or tokens, or a decimal string of money; at least one of the least unit.</summary>
    public static long Amount(JsonElement value, string unit, string field)
    {
        long amount = 0;
        if (unit == Budget.Money)
        {
            amount = value.ValueKind == JsonValueKind.String && Money.TryParse(TextOf(value), out var money) ? money.Micros : 0;
        }
        else if (value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number))
        {
            amount = number;
        }

        return amount is > 0 and <= Most
            ? amount
            : throw new RefusedException(Refusal.Invalid(field, unit == Budget.Money
                ? "An amount of money is a decimal string above zero with at most six decimals, such as \"12.50\"."
                : $"A number of {unit} is a whole number from 1 to {Most:N0}."));
    }

    public static long? SoftAt(JsonElement value, string unit, long limit)
    {
        if (value.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null)
        {
            return null;
        }

        var soft = Amount(value, unit, "soft_at");
        return soft <= limit ? soft : throw new RefusedException(Refusal.Invalid("soft_at", "soft_at lies beyond the limit; give at most that."));
    }

    private static string TextOf(JsonElement value)
    {
        try
        {
            return value.GetString()!;
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair.
            return "";
        }
    }

    private static string OneOf(string field, string value, IReadOnlyList<string> known) =>
        known.Contains(value) ? value : throw new RefusedException(Refusal.Invalid(field, $"Give one of {string.Join(", ", known)}."));
}
