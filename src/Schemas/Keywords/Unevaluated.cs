using Parley.Schemas.Compiling;
using Parley.Schemas.Judging;
using Parley.Schemas.Values;

namespace Parley.Schemas.Keywords;

/// <summary><c>unevaluatedProperties</c> and <c>unevaluatedItems</c>: what no other keyword of the schema, nor of those it refers to, has judged.</summary>
internal sealed class Unevaluated(Site site, System.Text.Json.JsonValueKind kind) : Keyword
{
    private readonly SchemaNode _schema = site.Schema;

    public override bool IsLast => true;

    public override bool Check(Instance value, in Frame frame)
    {
        if (value.Kind != kind || frame.Marks is not { } marks)
        {
            return true;
        }

        var met = true;
        for (var child = 0; child < value.Children.Length && (met || !frame.IsDone); child++)
        {
            if (!marks[child])
            {
                met &= _schema.Always == false
                    ? frame.Demand(false, value, site.Name, value.IsObject
                        ? $"must not have the property {Words.Quote(value.Names[child])}"
                        : $"must not have an item at place {child}")
                    : frame.Child(_schema, value.Children[child]);
            }
        }

        marks.AddAll();
        return met;
    }
}
