using System.Text;

namespace Parley.Orchestration;

/// <summary>An answer in a form, which comes whole, from a model or from what was kept, and is shown whole.</summary>
internal sealed class HeldForm(AnswerForm form, GuardedValues values)
{
    private readonly StringBuilder _text = new();
    private readonly List<TurnEvent> _tokens = [];

    public void Add(string text) => _text.Append(text);

    public void Weigh(LogprobsTold likely) => _tokens.Add(likely);

    public void Clear()
    {
        _text.Clear();
        _tokens.Clear();
    }

    /// <returns>What may be shown of it, and whether that is less than was said; null where nothing may, or it no longer has its form.</returns>
    public (IReadOnlyList<TurnEvent> Told, bool IsChanged)? End()
    {
        if (_text.Length == 0)
        {
            return ([], false);
        }

        var whole = _text.ToString();
        var shown = values.Whole(whole);
        TurnEvent[] tokens = [.. _tokens];
        Clear();
        return shown == whole ? ([new Delta(shown), .. tokens], false)
            : shown is not null && form.Judge(shown, isCut: false).Text == shown ? ([new Delta(shown)], true)
            : null;
    }
}
