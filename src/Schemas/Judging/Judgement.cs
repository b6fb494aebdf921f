using Parley.Schemas.Compiling;
using Parley.Schemas.Values;

namespace Parley.Schemas.Judging;

/// <summary>
/// Judges one value. Without references a subschema meets a value at most once; with them it may meet it again and again, so the verdicts of what
/// is referred to are kept: the time is bounded by subschemas times values, and by the work allowed.
/// </summary>
internal sealed class Judgement(Work work)
{
    private readonly Dictionary<(SchemaNode, Instance, Scope), Verdict> _verdicts = [];

    public Work Work => work;

    public bool Check(SchemaNode node, Instance value, Scope scope, Marks? marks, Report? report)
    {
        if (node.Always is { } always)
        {
            if (!always)
            {
                report?.Add(value, "false", "is not allowed");
            }

            return always;
        }

        work.Enter();
        var counts = value.Children.Length > 0 && (marks is not null || node.Marks);
        var own = counts ? new Marks(value) : null;
        var valid = CheckAll(node, value, new(this, scope.Enter(node.Resource, work), own, report));
        if (valid && marks is not null && own is not null)
        {
            work.Spend(value.Children.Length / 64);
            marks.Add(own);
        }

        work.Leave();
        return valid;
    }

    /// <summary>Judges by what a schema refers to. The verdict is kept; only to explain a bad one the way is gone again.</summary>
    public bool Follow(SchemaNode target, Instance value, in Frame frame)
    {
        var marks = frame.Marks is null ? null : new Marks(value);
        var verdict = Follow(target, value, frame.Scope.Enter(target.Resource, work), marks);
        if (verdict.IsValid && verdict.Marks is not null)
        {
            frame.Marks?.Add(verdict.Marks);
        }

        return verdict.IsValid || (!frame.IsDone && Check(target, value, frame.Scope, null, frame.Report));
    }

    private Verdict Follow(SchemaNode target, Instance value, Scope scope, Marks? marks)
    {
        var key = (target, value, scope);
        if (_verdicts.TryGetValue(key, out var known) && (known.IsOpen || marks is null || known.Marks is not null || !known.IsValid))
        {
            return known.IsOpen ? throw new BeyondLimitException("makes the schema refer to itself without end") : known;
        }

        _verdicts[key] = new(false, null, IsOpen: true);
        return _verdicts[key] = new(Check(target, value, scope, marks, null), marks, false);
    }

    private static bool CheckAll(SchemaNode node, Instance value, in Frame frame)
    {
        var valid = true;
        foreach (var keyword in node.Keywords)
        {
            // After a failure the others have not judged all, and what is left to the last ones would be wrong.
            if (!valid && (frame.IsDone || keyword.IsLast))
            {
                break;
            }

            valid &= keyword.Check(value, frame);
        }

        return valid;
    }

    private sealed record Verdict(bool IsValid, Marks? Marks, bool IsOpen);
}
