using Parley.Schemas.Compiling;
using Parley.Schemas.Values;

namespace Parley.Schemas.Judging;

/// <summary>Where a judgement stands: what keywords need beside the value.</summary>
/// <param name="Marks">The children that were judged, when somebody asks for that.</param>
/// <param name="Report">Receives what is wrong; null where only yes or no counts.</param>
internal readonly record struct Frame(Judgement Judgement, Scope Scope, Marks? Marks, Report? Report)
{
    /// <summary>Judges a part of the value.</summary>
    public bool Child(SchemaNode node, Instance child) => Judgement.Check(node, child, Scope, null, Report);

    /// <summary>Judges the same value by another schema, whose marks count when it is met.</summary>
    public bool Same(SchemaNode node, Instance value) => Judgement.Check(node, value, Scope, Marks, Report);

    /// <summary>Tries the same value, without a word when it fails.</summary>
    public bool Try(SchemaNode node, Instance value) => Judgement.Check(node, value, Scope, Marks, null);

    /// <summary>Whether a part of the value meets a schema, without a word when it does not.</summary>
    public bool TryChild(SchemaNode node, Instance child) => Judgement.Check(node, child, Scope, null, null);

    /// <returns>The verdict; when it is bad, the report is told.</returns>
    public bool Demand(bool met, Instance value, string keyword, string sentence)
    {
        if (!met)
        {
            Report?.Add(value, keyword, sentence);
        }

        return met;
    }

    /// <summary>Whether the rest need not be judged, as all that can be told is told.</summary>
    public bool IsDone => Report is null || Report.IsFull;
}
