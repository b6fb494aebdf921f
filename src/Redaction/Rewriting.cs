using System.Text;

namespace Parley.Redaction;

/// <summary>A text on its way to its redacted form, piece by piece.</summary>
internal sealed class Rewriting(RedactionRules rules)
{
    private readonly StringBuilder _text = new();
    private int _read;
    private int _written;

    public OffsetMap Offsets { get; } = new();

    public void Keep(ReadOnlySpan<char> text)
    {
        _text.Append(text);
        (_read, _written) = (_read + text.Length, _written + text.Length);
    }

    public void Treat(string kind, ReadOnlySpan<char> value)
    {
        if (rules.Of(kind) == Treatment.Keep)
        {
            Keep(value);
            return;
        }

        Put(value.Length, rules.Replacement(kind, value.ToString()) ?? value.ToString());
    }

    public void Put(int length, string replacement)
    {
        _text.Append(replacement);
        Offsets.Add(new(_read, length, _written, replacement.Length));
        (_read, _written) = (_read + length, _written + replacement.Length);
    }

    /// <summary>What was written since the last call.</summary>
    public string Take()
    {
        var text = _text.ToString();
        _text.Clear();
        return text;
    }
}
