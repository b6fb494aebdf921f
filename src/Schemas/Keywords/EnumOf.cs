using Parley.Schemas.Compiling;
using Parley.Schemas.Judging;
using Parley.Schemas.Values;

namespace Parley.Schemas.Keywords;

/// <summary><c>enum</c> and <c>const</c>.</summary>
internal sealed class EnumOf(string keyword, IEnumerable<Instance> values, string texts) : Keyword
{
    private readonly HashSet<Instance> _values = new(values, SameContent.Comparer);

    public static Keyword Enum(Site site) => site.Json.ValueKind == System.Text.Json.JsonValueKind.Array
        ? new EnumOf("enum", site.Json.EnumerateArray().Select(site.Value), $"one of {Words.List(site.Json.EnumerateArray().Select(Words.Json))}")
        : throw site.Wrong("must be a list of values");

    public static Keyword Const(Site site) => new EnumOf("const", [site.Value(site.Json)], Words.Json(site.Json));

    public override bool Check(Instance value, in Frame frame)
    {
        frame.Judgement.Work.Spend(value.Size / 16);
        return _values.Contains(value) || frame.Demand(false, value, keyword, $"must be {texts}");
    }
}
