using Parley.Schemas.Compiling;
using Parley.Schemas.Judging;
using Parley.Schemas.Values;

namespace Parley.Schemas.Keywords;

/// <summary><c>prefixItems</c>, and <c>items</c> of draft 7, which is a list of schemas for the first items or one for all.</summary>
internal sealed class Items(Site site) : Keyword
{
    private readonly IReadOnlyList<SchemaNode>? _first = site.Json.ValueKind == System.Text.Json.JsonValueKind.Array ? site.List : null;
    private readonly SchemaNode? _all = site.Json.ValueKind == System.Text.Json.JsonValueKind.Array ? null : site.Schema;

    public override bool Check(Instance value, in Frame frame)
    {
        var met = true;
        var count = Math.Min(value.IsArray ? value.Children.Length : 0, _first?.Count ?? int.MaxValue);
        for (var item = 0; item < count && (met || !frame.IsDone); item++)
        {
            frame.Marks?.Add(item);
            met &= frame.Child(_all ?? _first![item], value.Children[item]);
        }

        return met;
    }
}

/// <summary><c>items</c> of 2020-12 and <c>additionalItems</c> of draft 7: all items behind those that have schemas of their own.</summary>
internal sealed class AdditionalItems(Site site, string before) : Keyword
{
    private readonly SchemaNode _schema = site.Schema;
    private readonly int _from = site.Beside(before)?.Json is { ValueKind: System.Text.Json.JsonValueKind.Array } list ? list.GetArrayLength() : 0;

    /// <summary>In draft 7 it says nothing where <c>items</c> is not a list.</summary>
    public static Keyword Of(Site site) =>
        site.Beside("items")?.Json.ValueKind == System.Text.Json.JsonValueKind.Array ? new AdditionalItems(site, "items") : new Ignored(0);

    public override bool Check(Instance value, in Frame frame)
    {
        var met = true;
        for (var item = _from; value.IsArray && item < value.Children.Length && (met || !frame.IsDone); item++)
        {
            frame.Marks?.Add(item);
            met &= _schema.Always == false && _from > 0
                ? frame.Demand(false, value, site.Name, $"must not have more than {_from} items")
                : frame.Child(_schema, value.Children[item]);
        }

        return met;
    }
}

/// <summary>A keyword that another one beside it reads, or that says nothing where it stands; only its shape was looked at.</summary>
internal sealed class Ignored(int count) : Keyword
{
    private readonly int _count = count;

    public override bool Check(Instance value, in Frame frame) => _count >= 0;
}

/// <summary><c>contains</c> with <c>minContains</c> and <c>maxContains</c>. In 2020-12 what it finds counts as judged.</summary>
internal sealed class Contains(Site site) : Keyword
{
    private readonly SchemaNode _schema = site.Schema;
    private readonly int _least = site.Node.Dialect.Is7 ? 1 : site.Beside("minContains")?.Count ?? 1;
    private readonly int _most = site.Node.Dialect.Is7 ? int.MaxValue : site.Beside("maxContains")?.Count ?? int.MaxValue;

    public override bool Check(Instance value, in Frame frame)
    {
        if (!value.IsArray)
        {
            return true;
        }

        var found = 0;
        for (var item = 0; item < value.Children.Length && (frame.Marks is not null || _most < int.MaxValue || found < _least); item++)
        {
            if (frame.TryChild(_schema, value.Children[item]))
            {
                found++;
                frame.Marks?.Add(item);
            }
        }

        return frame.Demand(found >= _least, value, "contains", $"must hold at least {_least} {(_least == 1 ? "item" : "items")} of a certain form, and holds {found}")
            && frame.Demand(found <= _most, value, "maxContains", $"must hold at most {_most} items of a certain form, and holds {found}");
    }
}
