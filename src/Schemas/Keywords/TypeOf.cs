using Parley.Schemas.Compiling;
using Parley.Schemas.Judging;
using Parley.Schemas.Values;

namespace Parley.Schemas.Keywords;

/// <summary><c>type</c>. A number without fraction is an integer however it is written.</summary>
internal sealed class TypeOf : Keyword
{
    private static readonly string[] Known = ["null", "boolean", "object", "array", "number", "string", "integer"];

    private readonly IReadOnlyList<string> _types;

    public TypeOf(Site site)
    {
        _types = site.Json.ValueKind == System.Text.Json.JsonValueKind.Array ? site.Names : [site.Text];
        if (_types.Count == 0 || _types.FirstOrDefault(type => !Known.Contains(type)) is not null)
        {
            throw site.Wrong($"must be one or more of {string.Join(", ", Known)}");
        }
    }

    public override bool Check(Instance value, in Frame frame)
    {
        foreach (var type in _types)
        {
            if (Is(value, type))
            {
                return true;
            }
        }

        return frame.IsDone ? false : frame.Demand(false, value, "type", $"must be {Words.Or(_types.Select(Words.Typed))}, not {Words.Typed(Name(value))}");
    }

    private static bool Is(Instance value, string type) => type == Name(value) || (type == "integer" && Name(value) == "number" && value.Number.IsInteger);

    private static string Name(Instance value) => value.Kind switch
    {
        System.Text.Json.JsonValueKind.Null => "null",
        System.Text.Json.JsonValueKind.True or System.Text.Json.JsonValueKind.False => "boolean",
        System.Text.Json.JsonValueKind.Object => "object",
        System.Text.Json.JsonValueKind.Array => "array",
        System.Text.Json.JsonValueKind.Number => "number",
        _ => "string",
    };
}
