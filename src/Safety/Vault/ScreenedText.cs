using Parley.Redaction;

namespace Parley.Safety;

/// <summary>A text in which a policy has something replaced.</summary>
public sealed class ScreenedText
{
    private readonly string _text;
    private readonly IReadOnlyList<PersonalDatum> _found;
    private readonly Policy _policy;
    private readonly bool _isTyped;

    internal ScreenedText(string text, IReadOnlyList<PersonalDatum> found, Policy policy, bool isTyped) =>
        (_text, _found, _policy, _isTyped) = (text, found, policy, isTyped);

    /// <summary>The kinds that are replaced, each once.</summary>
    public IReadOnlyList<string> Kinds => [.. Places.Keys];

    /// <summary>The kinds that are replaced, and in how many places.</summary>
    public IReadOnlyDictionary<string, int> Places => _found.CountBy(datum => datum.Kind).ToDictionary();

    /// <summary>What gets placeholders, in the order of the text.</summary>
    internal IEnumerable<(string Kind, string Value)> Values =>
        from datum in _found
        where _policy.PersonalData[datum.Kind] == PersonalAction.Placeholder
        select (datum.Kind, _text[datum.Start..datum.End]);

    internal Redacted Rewritten(Func<string, string, string> placeholderOf) => Redactor.Apply(
        _text,
        _found,
        new(kind => _policy.PersonalData[kind] == PersonalAction.Mask ? Treatment.Mask : Treatment.Placeholder, placeholderOf),
        escapesLookAlikes: _isTyped);

    internal string Masked() => Redactor.Apply(_text, _found, RedactionRules.MaskAll).Text;
}
