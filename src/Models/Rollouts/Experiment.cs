using System.Text.Json.Serialization;

namespace Parley.Models;

/// <summary>A comparison of several ways to answer a route's questions: each person, or each conversation, gets one of them and keeps it.</summary>
/// <param name="Name">What its figures stand under; one of a tenant's experiments has it.</param>
/// <param name="By"><c>user</c> or <c>conversation</c>: what keeps to its variant.</param>
/// <param name="Variants">Their order matters: with other weights those at the edges change.</param>
public sealed record Experiment(string Name, string By, IReadOnlyList<Variant> Variants)
{
    public const string ByUser = "user";
    public const string ByConversation = "conversation";

    /// <returns>Null for a question of nobody: it counts for none of them.</returns>
    internal Variant? VariantFor(string route, RouteQuestion question)
    {
        if ((By == ByConversation ? question.Conversation : question.Sticky) is not { } sticky)
        {
            return null;
        }

        var left = StickyPlace.Of(route, Name, sticky) / 100 * Variants.Sum(one => one.Weight);
        return Variants.FirstOrDefault(one => (left -= one.Weight) < 0) ?? Variants[^1];
    }
}

/// <summary>One of the ways that are compared.</summary>
/// <param name="Weight">Its part of the people beside the others; above zero.</param>
/// <param name="Use">The deployments that are asked first; null for those that the route's rules choose.</param>
public sealed record Variant(string Name, double Weight, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<RouteTarget>? Use = null);

/// <summary>Which variant of which experiment an answer belongs to.</summary>
/// <param name="Name">The experiment's.</param>
public sealed record ExperimentArm(string Name, string Variant);
