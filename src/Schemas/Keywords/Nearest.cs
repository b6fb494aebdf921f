using Parley.Schemas.Compiling;
using Parley.Schemas.Judging;
using Parley.Schemas.Values;

namespace Parley.Schemas.Keywords;

/// <summary>Says why a value fits none of several forms: by the one that it seems to be meant for.</summary>
internal static class Nearest
{
    private const int MostPerForm = 4;

    /// <returns>False: the demand is not met.</returns>
    public static bool Explain(IReadOnlyList<SchemaNode> schemas, Instance value, in Frame frame, string keyword)
    {
        if (frame.IsDone)
        {
            return false;
        }

        // Forms within forms are not explained: there may be as many ways through them as a power of two.
        if (!frame.Report!.Explains)
        {
            return frame.Demand(false, value, keyword, $"fits none of the {schemas.Count} forms that are allowed");
        }

        var pointer = value.Pointer;
        IReadOnlyList<Violation>? nearest = null;
        foreach (var schema in schemas)
        {
            var report = new Report(MostPerForm, explains: false);
            frame.Judgement.Check(schema, value, frame.Scope, null, report);

            // A value of another type, or with another mark of its kind, is meant for another form.
            if (!report.Violations.Any(one => IsOther(one, pointer)) && (nearest is null || report.Violations.Count < nearest.Count))
            {
                nearest = report.Violations;
            }
        }

        frame.Report.Add(value, keyword, $"fits none of the {schemas.Count} forms that are allowed{(nearest is null ? "" : "; for the nearest one:")}");
        foreach (var violation in nearest ?? [])
        {
            frame.Report.Add(violation);
        }

        return false;
    }

    private static bool IsOther(Violation violation, string pointer) =>
        (violation.Keyword == "type" && violation.Pointer == pointer)
        || (violation.Keyword is "const" && violation.Pointer.StartsWith(pointer, StringComparison.Ordinal))
        || (violation.Keyword is "false" or "additionalProperties" or "enum" && violation.Pointer == pointer);
}
