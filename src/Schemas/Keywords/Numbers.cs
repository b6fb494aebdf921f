using Parley.Schemas.Compiling;
using Parley.Schemas.Judging;
using Parley.Schemas.Values;

namespace Parley.Schemas.Keywords;

/// <summary><c>multipleOf</c>, exact for decimals too.</summary>
internal sealed class MultipleOf : Keyword
{
    private readonly ExactNumber _divisor;
    private readonly string _text;

    public MultipleOf(Site site)
    {
        (_divisor, _text) = (site.Number, site.Json.GetRawText());
        if (_divisor.Mantissa.Sign <= 0)
        {
            throw site.Wrong("must be a number greater than 0");
        }
    }

    public override bool Check(Instance value, in Frame frame)
    {
        if (value.Kind != System.Text.Json.JsonValueKind.Number)
        {
            return true;
        }

        frame.Judgement.Work.Spend(value.Number.CostOf(_divisor) / 16);
        return frame.Demand(value.Number.IsMultipleOf(_divisor), value, "multipleOf", $"must be a multiple of {_text}");
    }
}

/// <summary><c>minimum</c>, <c>maximum</c> and their exclusive forms.</summary>
internal sealed class Bound(Site site, string words, Func<int, bool> allows) : Keyword
{
    private readonly ExactNumber _bound = site.Number;
    private readonly string _name = site.Name;
    private readonly string _sentence = $"must be {words} {site.Json.GetRawText()}";

    public override bool Check(Instance value, in Frame frame)
    {
        frame.Judgement.Work.Spend(value.Number.Digits / 8);
        return value.Kind != System.Text.Json.JsonValueKind.Number || frame.Demand(allows(value.Number.CompareTo(_bound)), value, _name, _sentence);
    }
}
