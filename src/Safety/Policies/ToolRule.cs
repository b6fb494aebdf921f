namespace Parley.Safety;

/// <summary>Which calls of tools wait for a person where text of others stands in the prompt.</summary>
public enum ToolApproval
{
    /// <summary>None for that alone.</summary>
    None,

    /// <summary>Those of tools that are not known to only read.</summary>
    Writing,

    /// <summary>All of them.</summary>
    All,
}

/// <summary>What tools may do while documents, files or results of tools stand in the prompt.</summary>
/// <param name="ReadOnly">Tools that change nothing, by name, besides those that are declared so.</param>
/// <param name="Follows">Tools that may be given hosts and e-mail addresses which stand only in such text.</param>
public sealed record ToolRule(IReadOnlyList<string> ReadOnly, IReadOnlyList<string> Follows, ToolApproval WhenTainted = ToolApproval.Writing)
{
    public static ToolRule Standard { get; } = new([], []);
}

/// <inheritdoc cref="ToolRule"/>
public sealed record ToolInput(IReadOnlyList<string>? ReadOnly = null, IReadOnlyList<string>? Follows = null, ToolApproval? WhenTainted = null);

/// <summary>What rules for tools may be like.</summary>
internal static class ToolRules
{
    private const int Most = 500;

    public static ToolRule Read(ToolInput? input) => input is null ? ToolRule.Standard : new(
        PolicyRules.Each("tools.read_only", input.ReadOnly, Most, PolicyRules.Name),
        PolicyRules.Each("tools.follows", input.Follows, Most, PolicyRules.Name),
        input.WhenTainted ?? ToolApproval.Writing);
}
