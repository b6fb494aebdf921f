namespace Parley.Redaction;

/// <summary>What is done with each kind.</summary>
/// <param name="Of">The treatment of a kind.</param>
/// <param name="Mint">The placeholder for a kind and a value; whoever gives it remembers what it stands for.</param>
public sealed record RedactionRules(Func<string, Treatment> Of, Func<string, string, string> Mint)
{
    /// <summary>Nothing but masks, for logs and traces.</summary>
    public static RedactionRules MaskAll { get; } = new(_ => Treatment.Mask, (kind, _) => $"[{kind}]");

    /// <returns>What stands in the place of a value; null where it stays.</returns>
    internal string? Replacement(string kind, string value) => Of(kind) switch
    {
        Treatment.Keep => null,
        Treatment.Mask => $"[{kind}]",
        _ => Mint(kind, value),
    };
}
