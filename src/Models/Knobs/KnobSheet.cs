using System.Globalization;

namespace Parley.Models;

/// <summary>The knobs while they are settled, with the reasons for each change.</summary>
internal sealed class KnobSheet
{
    private static readonly string[] Names = ["temperature", "top_p", "frequency_penalty", "max_tokens"];

    private readonly Dictionary<string, double?> _asked;
    private readonly Dictionary<string, double?> _values;
    private readonly Dictionary<string, List<string>> _reasons = [];

    public KnobSheet(Knobs asked, Knobs settled) => (_asked, _values) = (ToDictionary(asked), ToDictionary(settled));

    /// <summary>A sheet that goes on from what was settled before.</summary>
    public static KnobSheet Of(ResolvedKnobs resolved)
    {
        var sheet = new KnobSheet(resolved.Knobs, resolved.Knobs);
        foreach (var adjustment in resolved.Adjusted)
        {
            sheet._asked[adjustment.Knob] = adjustment.Asked;
            sheet._reasons[adjustment.Knob] = [adjustment.Reason];
        }

        return sheet;
    }

    public double? this[string knob] => _values[knob];

    public void Set(string knob, double value, string reason)
    {
        if (_values[knob] != value)
        {
            Change(knob, value, reason);
        }
    }

    public void LeaveOut(string knob, string reason)
    {
        if (_values.TryGetValue(knob, out var value) && value is not null)
        {
            Change(knob, null, reason);
        }
    }

    public void Clamp(string knob, (double Least, double Most) range)
    {
        if (_values[knob] is { } value && Math.Clamp(value, range.Least, range.Most) is var kept && kept != value)
        {
            Change(knob, kept, $"It must be from {Text(range.Least)} to {Text(range.Most)}.");
        }
    }

    /// <summary>One line for each knob that ended different from what was asked for, or from what would have been used.</summary>
    public ResolvedKnobs ToResolved() => new(
        new()
        {
            Temperature = _values["temperature"],
            TopP = _values["top_p"],
            FrequencyPenalty = _values["frequency_penalty"],
            MaxTokens = (int?)_values["max_tokens"],
        },
        [
            .. Names.Where(_reasons.ContainsKey)
                .Where(knob => _asked[knob] is not { } asked || asked != _values[knob])
                .Select(knob => new Adjustment(knob, _asked[knob], _values[knob], string.Join(' ', _reasons[knob]))),
        ]);

    private void Change(string knob, double? value, string reason)
    {
        _values[knob] = value;
        if (!_reasons.TryGetValue(knob, out var reasons))
        {
            _reasons[knob] = reasons = [];
        }

        reasons.Add(reason);
    }

    private static Dictionary<string, double?> ToDictionary(Knobs knobs) => new()
    {
        ["temperature"] = knobs.Temperature,
        ["top_p"] = knobs.TopP,
        ["frequency_penalty"] = knobs.FrequencyPenalty,
        ["max_tokens"] = knobs.MaxTokens,
    };

    private static string Text(double value) => value.ToString("0.####", CultureInfo.InvariantCulture);
}
