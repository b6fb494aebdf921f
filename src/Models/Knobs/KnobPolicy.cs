using System.Globalization;

namespace Parley.Models;

/// <summary>
/// Settles the knobs of one answer: defaults, assistant, preset, explicit values, adaptive nudge, policy, and last the limits. What
/// ends up different from what was asked for is reported with its reason.
/// </summary>
public static class KnobPolicy
{
    /// <summary>The temperature of tasks where a wrong word is expensive, whatever was asked for.</summary>
    public const double CarefulTemperature = 0.3;

    /// <summary>At most this under the nudge "be precise".</summary>
    public const double PreciseTemperature = 0.2;

    /// <summary>At least this under the nudge "a creative story".</summary>
    public const double CreativeTemperature = 1.0;

    private static readonly Knobs Defaults = new() { Temperature = 0.7, TopP = 0.9, FrequencyPenalty = 0.0, MaxTokens = 512 };
    private static readonly Limits Native = new((0.0, 1.5), (0.1, 1.0), (-2.0, 2.0), (50, 2000));
    private static readonly Limits Foreign = new((0.0, 2.0), (0.0, 1.0), (-2.0, 2.0), (1, int.MaxValue));

    private static readonly Dictionary<string, Knobs> Presets = new(StringComparer.Ordinal)
    {
        ["creative"] = new() { Temperature = 1.1, TopP = 0.95, FrequencyPenalty = 0.3 },
        ["balanced"] = new() { Temperature = 0.7, TopP = 0.9, FrequencyPenalty = 0.0 },
        ["deterministic"] = new() { Temperature = 0.0, TopP = 1.0, FrequencyPenalty = 0.0 },
    };

    private static readonly string[] CarefulTasks = ["legal", "finance"];

    /// <summary>Refuses what no rule can mend; a door calls it before it accepts a message.</summary>
    /// <exception cref="RefusedException">400: an unknown preset, a value that is no number, or beyond the ranges of a wire format.</exception>
    public static void Validate(KnobRequest request)
    {
        if (request.Preset is { } preset && !Presets.ContainsKey(preset))
        {
            throw new RefusedException(Refusal.Invalid("preset", $"A preset is one of {string.Join(", ", Presets.Keys)}."));
        }

        Check("temperature", request.Temperature, request.OwnRanges ? Foreign.Temperature : null);
        Check("top_p", request.TopP, request.OwnRanges ? Foreign.TopP : null);
        Check("frequency_penalty", request.FrequencyPenalty, request.OwnRanges ? Foreign.FrequencyPenalty : null);
        Check("max_tokens", request.MaxTokens, request.OwnRanges ? Foreign.MaxTokens : null);
    }

    /// <param name="userText">What the user wrote; read for the nudge only.</param>
    /// <param name="planMaxTokens">The longest answer of the tenant's plan, where it raises ours.</param>
    /// <exception cref="RefusedException">As <see cref="Validate"/>.</exception>
    public static ResolvedKnobs Resolve(KnobRequest request, string userText, Deployment deployment, int? planMaxTokens = null)
    {
        Validate(request);
        var preset = request.Preset is { } name ? Presets[name] : null;
        var asked = new Knobs
        {
            Temperature = request.Temperature,
            TopP = request.TopP,
            FrequencyPenalty = request.FrequencyPenalty,
            MaxTokens = request.MaxTokens,
        };
        var sheet = new KnobSheet(
            asked, Layer(asked, preset, request.Assistant, request.OwnRanges ? new() : Defaults));

        if (!request.OwnRanges && request.Adaptive != false)
        {
            Nudge(sheet, userText);
        }

        if (CarefulTasks.Contains(request.Task?.Trim().ToLowerInvariant()))
        {
            sheet.Set("temperature", CarefulTemperature, $"A {request.Task!.Trim().ToLowerInvariant()} task is answered at {Text(CarefulTemperature)}.");
        }
        else if (!request.OwnRanges && request.Task is null)
        {
            Heed(sheet, request.Understood);
        }

        if (!request.OwnRanges)
        {
            Clamp(sheet, deployment, planMaxTokens);
        }

        LeaveOut(sheet, deployment.RefusedKnobs, deployment.Model);
        Fit(sheet, asked, deployment);
        return sheet.ToResolved();
    }

    internal static ResolvedKnobs LeaveOut(ResolvedKnobs resolved, IReadOnlyCollection<string> knobs, string model)
    {
        var sheet = KnobSheet.Of(resolved);
        LeaveOut(sheet, knobs, model);
        return sheet.ToResolved();
    }

    private static void LeaveOut(KnobSheet sheet, IReadOnlyCollection<string> knobs, string model)
    {
        foreach (var knob in knobs)
        {
            sheet.LeaveOut(knob, $"The model {model} does not take this knob.");
        }
    }

    private static Knobs Layer(params ReadOnlySpan<Knobs?> strongestFirst)
    {
        var settled = new Knobs();
        foreach (var layer in strongestFirst)
        {
            settled = new()
            {
                Temperature = settled.Temperature ?? layer?.Temperature,
                TopP = settled.TopP ?? layer?.TopP,
                FrequencyPenalty = settled.FrequencyPenalty ?? layer?.FrequencyPenalty,
                MaxTokens = settled.MaxTokens ?? layer?.MaxTokens,
            };
        }

        return settled;
    }

    private static void Nudge(KnobSheet sheet, string userText)
    {
        var temperature = sheet["temperature"] ?? Defaults.Temperature!.Value;
        switch (AdaptiveNudge.Read(userText))
        {
            case Tone.Precise when temperature > PreciseTemperature:
                sheet.Set("temperature", PreciseTemperature, "The message asks for precision.");
                break;
            case Tone.Creative when temperature < CreativeTemperature:
                sheet.Set("temperature", CreativeTemperature, "The message asks for something creative.");
                break;
        }
    }

    /// <summary>A guess makes an answer more careful, never less: a temperature that is lower already stays.</summary>
    private static void Heed(KnobSheet sheet, UnderstoodTask? understood)
    {
        if (understood is { } task && CarefulTasks.Contains(task.Task) && sheet["temperature"] > CarefulTemperature)
        {
            sheet.Set(
                "temperature", CarefulTemperature,
                $"The question was understood as a {task.Task} one (confidence {task.Confidence.ToString("0.00", CultureInfo.InvariantCulture)}); such a task is answered at {Text(CarefulTemperature)}.");
        }
    }

    private static void Clamp(KnobSheet sheet, Deployment deployment, int? planMaxTokens)
    {
        sheet.Clamp("temperature", Native.Temperature);
        sheet.Clamp("top_p", Native.TopP);
        sheet.Clamp("frequency_penalty", Native.FrequencyPenalty);
        sheet.Clamp("max_tokens", (Native.MaxTokens.Least, Math.Max(Native.MaxTokens.Most, planMaxTokens ?? 0)));
        if (sheet["max_tokens"] > deployment.MaxOutputTokens)
        {
            sheet.Set("max_tokens", deployment.MaxOutputTokens, $"The model {deployment.Model} gives at most {deployment.MaxOutputTokens}.");
        }
    }

    /// <summary>What this model can be given, whatever the door allows.</summary>
    private static void Fit(KnobSheet sheet, Knobs asked, Deployment deployment)
    {
        if (deployment.KnobLimits.MostTemperature is { } most && sheet["temperature"] > most)
        {
            sheet.Set("temperature", most, $"The model {deployment.Model} takes at most {Text(most)}.");
        }

        if (deployment.KnobLimits.TemperatureOrTopP && sheet["temperature"] is not null && sheet["top_p"] is not null)
        {
            var leaves = asked.TopP is not null && asked.Temperature is null ? "temperature" : "top_p";
            sheet.LeaveOut(leaves, $"The model {deployment.Model} takes either temperature or top_p.");
        }
    }

    private static void Check(string knob, double? value, (double Least, double Most)? range)
    {
        if (value is { } number && !double.IsFinite(number))
        {
            throw new RefusedException(Refusal.Invalid(knob, $"{knob} must be a finite number."));
        }

        if (range is { } limits && (value < limits.Least || value > limits.Most))
        {
            throw new RefusedException(Refusal.Invalid(knob, limits.Most == int.MaxValue
                ? $"{knob} is {Text(value.Value)}; it must be at least {Text(limits.Least)}."
                : $"{knob} is {Text(value.Value)}; it must be from {Text(limits.Least)} to {Text(limits.Most)}."));
        }
    }

    private static string Text(double value) => value.ToString("0.####", CultureInfo.InvariantCulture);

    private sealed record Limits(
        (double Least, double Most) Temperature, (double Least, double Most) TopP, (double Least, double Most) FrequencyPenalty,
        (double Least, double Most) MaxTokens);
}
